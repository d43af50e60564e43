using System.Text.Json;
using Freshmaker.Sandbox.DistGit;
using Freshmaker.Sandbox.Reading;

namespace Freshmaker.Sandbox.Control;

internal static class GitEndpoints
{
    private const string UsualAuthor = "Dana Packager <dana@example.org>";
    private const int LongestLog = 1000;

    public static void MapGit(this RouteGroupBuilder control)
    {
        control.MapPost("/push", PushAsync);
        control.MapPost("/git/announce", AnnounceAsync);
        control.MapGet("/git/{space}/{repo}/{branch}/log", LogAsync);
    }

    private static async Task<IResult> PushAsync(HttpRequest request, Repositories repositories, Pusher pusher, PushSpool spool, CancellationToken stop)
    {
        var fields = Fields.Of(await Body.ReadAsync(request, stop), "", "namespace", "repo", "branch", "files", "message", "author", "form");
        var (space, repo, branch) = (fields.Text("namespace"), fields.Text("repo"), fields.Text("branch"));
        var path = Find(repositories, space, repo);
        if (await Repositories.TipAsync(path, branch, stop) is null)
        {
            throw fields.Refuse("branch", $"{space}/{repo} has no branch {branch}");
        }

        var files = fields.Find("files") is { } given ? Files(fields, given) : await UsualChangeAsync(path, space, repo, branch, stop);
        var form = fields.Choice<ReceiveForm>("form") ?? ReceiveForm.Current;
        var message = fields.TextOrNull("message") ?? (files.Count > 0 ? $"Update {string.Join(", ", files.Keys)}" : "Rebuild");
        var commit = await pusher.PushAsync(new(path, branch, files, message.TrimEnd('\n') + "\n", Author(fields)), stop, made => spool.Expect(made, form));
        return Results.Json(new { commit, @namespace = space, repo, branch, files = files.Keys }, Wire.Camel, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> AnnounceAsync(HttpRequest request, Repositories repositories, ReceiveMessages messages, CancellationToken stop)
    {
        var fields = Fields.Of(await Body.ReadAsync(request, stop), "", "namespace", "repo", "branch", "commit", "form");
        var (space, repo, branch) = (fields.Text("namespace"), fields.Text("repo"), fields.Text("branch"));
        var path = Find(repositories, space, repo);
        var revision = fields.TextOrNull("commit") ?? await Repositories.TipAsync(path, branch, stop) ?? throw fields.Refuse("branch", $"{space}/{repo} has no branch {branch}");
        var found = await repositories.FindCommitAsync(space, repo, branch, revision, stop);
        if (found.Problem is { } problem)
        {
            throw fields.Refuse("commit", problem);
        }

        var form = fields.Choice<ReceiveForm>("form") ?? ReceiveForm.Current;
        var id = messages.Announce(path, branch, await CommitReader.OneAsync(path, found.Sha, stop), form);
        return Results.Json(new { id, commit = found.Sha, form }, Wire.Camel, statusCode: StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> LogAsync(string space, string repo, string branch, Repositories repositories, CancellationToken stop)
    {
        var path = Find(repositories, space, repo);
        if (await Repositories.TipAsync(path, branch, stop) is null)
        {
            throw new RefusedException("branch", $"{space}/{repo} has no branch {branch}");
        }

        var log = await CommitReader.LogAsync(path, branch, LongestLog, stop);
        return Results.Json(
            log.Select(commit => new
            {
                Commit = commit.Sha,
                Author = $"{commit.AuthorName} <{commit.AuthorEmail}>",
                commit.At,
                commit.Subject,
                Body = commit.Message,
                commit.Trailers,
                Files = commit.Files.Select(file => file.Path),
            }),
            Wire.Camel);
    }

    private static string Find(Repositories repositories, string space, string repo) =>
        !Repositories.Namespaces.Contains(space) ? throw new RefusedException("namespace", $"must be one of {string.Join(", ", Repositories.Namespaces)}")
            : repositories.Find(space, repo) ?? throw new RefusedException("repo", $"there is no repository {space}/{repo}");

    private static Dictionary<string, string?> Files(Fields fields, JsonElement files)
    {
        if (files.ValueKind != JsonValueKind.Object)
        {
            throw fields.Refuse("files", "must be an object of path and content; null deletes a file, {} makes an empty commit");
        }

        return files.EnumerateObject().ToDictionary(
            file => file.Name is { Length: > 0 } name && !name.Split('/').Any(part => part is "" or "." or ".." or ".git")
                ? name
                : throw new RefusedException($"files.{file.Name}", "must be a path inside the repository"),
            file => file.Value.ValueKind switch
            {
                JsonValueKind.Null => null,
                JsonValueKind.String => file.Value.GetString(),
                _ => throw new RefusedException($"files.{file.Name}", "must be a text or null"),
            });
    }

    // what a packager would do: one more line in the file that matters
    private static async Task<Dictionary<string, string?>> UsualChangeAsync(string path, string space, string repo, string branch, CancellationToken stop)
    {
        var file = space switch { "rpms" => $"{repo}.spec", "modules" => $"{repo}.yaml", _ => "Dockerfile" };
        var before = (await Git.RunAsync(path, ["show", $"refs/heads/{branch}:{file}"], stop)).Output;
        var lines = before.Split('\n').Length;
        return new() { [file] = $"{before.TrimEnd('\n')}\n# change {lines}\n" };
    }

    private static string Author(Fields fields)
    {
        var author = fields.TextOrNull("author") ?? UsualAuthor;
        return author.IndexOf(" <", StringComparison.Ordinal) > 0 && author.EndsWith('>') && author.IndexOfAny(['\n', '\r', '\0']) < 0 && author.Count(c => c is '<' or '>') == 2
            ? author
            : throw fields.Refuse("author", "must be as in Dana Packager <dana@example.org>");
    }
}
