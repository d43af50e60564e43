using System.Text.Json;

namespace Freshmaker.EndToEnd.Tests.Harness;

/// <summary>Rebuilds of images: told, waited for, and compared with what Koji has seen.</summary>
public static class ImageWork
{
    const string Query = """
        query ($message: String!) { rebuilds(first: 1, where: {messageId: $message}) { edges { node {
          id number state reason { code } trigger { kind } counts { total planned building done failed canceled excluded }
          builds(first: 100) { edges { node { number state phase originalNvr nvr externalId buildAttempt reason { code text } parents { originalNvr nvr state } } } }
          exclusions(first: 100) { edges { node { nvr reason { code } } } }
        } } } }
        """;

    /// <summary>Ships an advisory; the id of the message that said so.</summary>
    public static async Task<string> ShipAsync(this World world, long advisory)
    {
        var before = (await world.Sandbox.MessagesAsync("errata.activity.status")).Count;
        await world.Sandbox.ShipAsync(advisory);
        return (await world.Sandbox.MessagesAsync("errata.activity.status"))[before].Id!;
    }

    /// <summary>The rebuild of a message as GraphQL shows it, once the condition holds.</summary>
    public static async Task<JsonElement> ShownAsync(this World world, string message, string what, Func<JsonElement, bool> condition)
    {
        using var graphQL = new GraphQL(world.Host.Url);
        JsonElement? shown = null;
        await Eventually.Holds(
            what,
            async () =>
            {
                shown = (await graphQL.AskAsync(Query, new { message })).NodesAt("rebuilds") is [var rebuild] ? rebuild : null;
                return shown is { } now && condition(now);
            },
            () => Task.FromResult($"{shown}"));
        return shown!.Value;
    }

    /// <summary>As it is shown at the end, when the read models have all that there is.</summary>
    public static Task<JsonElement> ShownOverAsync(this World world, string message) =>
        world.ShownAsync(
            message, "the rebuild is shown as over", // and its builds as well: they are a read model of their own
            r => r.TextAt("state") is not ("INITIALIZED" or "BUILDING") && r.At("counts.planned").GetInt32() == 0
                && r.NodesAt("builds").All(b => b.TextAt("state") is not ("PLANNED" or "BUILD")));

    /// <summary>The builds in a state, by the names of their images, sorted.</summary>
    public static string[] NamesIn(this JsonElement shown, string state) =>
        [.. shown.NodesAt("builds").Where(b => b.TextAt("state") == state).Select(b => NameOf(b.TextAt("originalNvr"))).Order(StringComparer.Ordinal)];

    /// <summary>The build of an image.</summary>
    public static JsonElement BuildOf(this JsonElement shown, string name) => shown.NodesAt("builds").Single(b => NameOf(b.TextAt("originalNvr")) == name);

    /// <summary><c>web</c> of <c>web-container-1-5</c>.</summary>
    public static string NameOf(string nvr) => NameVersion(nvr).Name.Replace("-container", "", StringComparison.Ordinal);

    /// <summary>An image is the same one in another release if it has the same name and version.</summary>
    public static (string Name, string Version) NameVersion(string nvr)
    {
        var parts = nvr.Split('-');
        return (string.Join('-', parts[..^2]), parts[^2]);
    }

    /// <summary>
    /// Koji got each attempt at each image once and none besides; what succeeded has one closed task. Each was built on the rebuilt parent, after it was there.
    /// </summary>
    public static async Task ShouldBeBuiltOnceAsync(this World world, params IReadOnlyCollection<RebuildHistory> rebuilds)
    {
        var tasks = await world.Sandbox.TasksAsync();
        tasks.Select(t => t.Nvr!).Order(StringComparer.Ordinal)
            .ShouldBe(rebuilds.SelectMany(r => r.Builds.Values).SelectMany(b => b.Nvrs).Order(StringComparer.Ordinal), "each attempt was submitted once, and nothing else");
        foreach (var build in rebuilds.SelectMany(r => r.Builds.Values).Where(b => b.OriginalNvr is not null))
        {
            var own = tasks.Where(t => build.Nvrs.Contains(t.Nvr!)).ToList();
            own.Count(t => t.State == "CLOSED").ShouldBe(build.State == "succeeded" ? 1 : 0, $"{build.Key} is {build.State}");
        }

        var parents = (await world.Sandbox.ImagesAsync()).ToDictionary(i => i.Nvr, i => i.Parent);
        foreach (var rebuild in rebuilds)
            ShouldBeBuiltInOrder(rebuild, tasks, parents);
    }

    static void ShouldBeBuiltInOrder(RebuildHistory rebuild, IReadOnlyList<KojiTask> tasks, Dictionary<string, string?> parents)
    {
        var rebuilt = rebuild.Builds.Values.Where(b => b.OriginalNvr is not null).ToDictionary(b => NameVersion(b.OriginalNvr!));
        foreach (var build in rebuilt.Values)
        {
            foreach (var task in tasks.Where(t => build.Nvrs.Contains(t.Nvr!)))
            {
                NameVersion(task.Nvr!).ShouldBe(NameVersion(build.OriginalNvr!));
                if (parents[build.OriginalNvr!] is not { } original)
                    task.Parent.ShouldBeNull(task.Nvr);
                else if (rebuilt.GetValueOrDefault(NameVersion(original)) is not { } parent)
                    NameVersion(task.Parent!).Name.ShouldBe(NameVersion(original).Name);
                else
                {
                    task.Parent.ShouldBe(parent.Nvr, $"{task.Nvr} is built on what was made of {original}");
                    var made = tasks.Single(t => t.Nvr == parent.Nvr);
                    made.State.ShouldBe("CLOSED");
                    task.Created.ShouldBeGreaterThanOrEqualTo(made.Completed!.Value, $"{task.Nvr} is built when {parent.Nvr} is there");
                }
            }
        }
    }
}
