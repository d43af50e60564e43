using System.Text.Json.Nodes;
using Freshmaker.Sandbox.Bus;

namespace Freshmaker.Sandbox.DistGit;

/// <summary>The forms in which a push has been announced over the years.</summary>
internal enum ReceiveForm
{
    /// <summary>Today's: bare body under <c>git.receive</c>.</summary>
    Current,

    /// <summary>No namespace in the body.</summary>
    NoNamespace,

    /// <summary>No namespace, and repository and branch in the topic.</summary>
    LegacyTopic,

    /// <summary><c>insertions</c> in place of <c>additions</c>.</summary>
    Insertions,

    /// <summary>The whole fedmsg envelope as body.</summary>
    Envelope,

    /// <summary><c>pagure.git.receive</c>: no list of files.</summary>
    Pagure,

    /// <summary>Not announced at all.</summary>
    None,
}

/// <summary>Announces commits on the bus.</summary>
internal sealed class ReceiveMessages(SandboxOptions options, BusPublisher bus)
{
    /// <summary>Sends one commit's message; returns its id, or null for form none.</summary>
    public string? Announce(string path, string branch, Commit commit, ReceiveForm form, string? before = null)
    {
        var (space, name) = Repositories.NameOf(path);
        return form switch
        {
            ReceiveForm.None => null,
            ReceiveForm.Pagure => bus.Publish("pagure.git.receive", Pagure(space, name, branch, commit, before)),
            ReceiveForm.LegacyTopic => bus.Publish($"git.receive.{name}.{branch}", Body(null, name, branch, path, commit, "additions")),
            ReceiveForm.NoNamespace => bus.Publish("git.receive", Body(null, name, branch, path, commit, "additions")),
            ReceiveForm.Insertions => bus.Publish("git.receive", Body(space, name, branch, path, commit, "insertions")),
            ReceiveForm.Envelope => bus.Publish("git.receive", Envelope(Body(space, name, branch, path, commit, "additions"), commit)),
            _ => bus.Publish("git.receive", Body(space, name, branch, path, commit, "additions")),
        };
    }

    private static JsonObject Body(string? space, string name, string branch, string path, Commit commit, string additions)
    {
        var body = new JsonObject();
        if (space is not null)
        {
            body["namespace"] = space;
        }

        var files = new JsonObject();
        foreach (var file in commit.Files)
        {
            files[file.Path] = Lines(additions, file.Additions, file.Deletions);
        }

        var total = Lines(additions, commit.Files.Sum(file => file.Additions), commit.Files.Sum(file => file.Deletions));
        total["files"] = commit.Files.Count;
        body["repo"] = name;
        body["branch"] = branch;
        body["rev"] = commit.Sha;
        body["stats"] = new JsonObject { ["files"] = files, ["total"] = total };
        body["name"] = commit.AuthorName;
        body["email"] = commit.AuthorEmail;
        body["username"] = commit.Username;
        body["agent"] = commit.Agent;
        body["seen"] = false;
        body["summary"] = commit.Subject;
        body["message"] = commit.Message;
        body["path"] = path;
        return new() { ["commit"] = body };
    }

    private static JsonObject Lines(string additions, int added, int deleted) => new() { [additions] = added, ["deletions"] = deleted, ["lines"] = added + deleted };

    private static JsonObject Pagure(string space, string name, string branch, Commit commit, string? before) => new()
    {
        ["agent"] = commit.Agent,
        ["branch"] = $"refs/heads/{branch}",
        ["forced"] = false,
        ["old_commit"] = before,
        ["start_commit"] = commit.Sha,
        ["end_commit"] = commit.Sha,
        ["total_commits"] = 1,
        ["authors"] = new JsonArray(new JsonObject { ["name"] = commit.Username, ["fullname"] = commit.AuthorName }),
        ["repo"] = new JsonObject
        {
            ["name"] = name,
            ["namespace"] = space,
            ["fullname"] = $"{space}/{name}",
            ["url_path"] = $"{space}/{name}",
            ["parent"] = null,
            ["private"] = false,
            ["user"] = new JsonObject { ["name"] = "releng", ["fullname"] = "Rel Eng" },
        },
    };

    private JsonObject Envelope(JsonObject body, Commit commit)
    {
        var now = options.Clock.GetUtcNow();
        return new()
        {
            ["topic"] = $"{options.TopicPrefix}.git.receive",
            ["msg_id"] = $"{now.Year}-{MessageIds.Next()}",
            ["timestamp"] = now.ToUnixTimeMilliseconds() / 1000.0,
            ["i"] = 1,
            ["username"] = commit.Agent,
            ["source_name"] = "datanommer",
            ["source_version"] = "0.9.0",
            ["headers"] = new JsonObject(),
            ["msg"] = body,
        };
    }
}
