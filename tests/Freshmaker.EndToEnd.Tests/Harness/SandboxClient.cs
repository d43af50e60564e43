using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Freshmaker.EndToEnd.Tests.Harness;

/// <summary>The sandbox's control API: look at the outside world, make things happen in it, make it go wrong.</summary>
public sealed class SandboxClient(Uri root) : IDisposable
{
    static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    readonly HttpClient _http = new() { BaseAddress = root };

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>A packager changes an RPM's spec file; the commit.</summary>
    public Task<string> PushRpmAsync(string rpm, string branch, string? form = null) => PushAsync("rpms", rpm, branch, form);

    /// <summary>A packager pushes the usual change to a repository; the commit.</summary>
    public async Task<string> PushAsync(string space, string repo, string branch, string? form = null) =>
        (string)(await PostAsync("control/push", new JsonObject { ["namespace"] = space, ["repo"] = repo, ["branch"] = branch, ["form"] = form }))["commit"]!;

    public async Task<long> CountAsync(string counter) =>
        (await _http.GetFromJsonAsync<Dictionary<string, long>>("control/counters", Web, Ct))!.GetValueOrDefault(counter);

    public async Task<IReadOnlyList<ModuleBuild>> BuildsAsync() => (await _http.GetFromJsonAsync<List<ModuleBuild>>("control/mbs/builds", Web, Ct))!;

    public async Task<IReadOnlyList<SentMessage>> MessagesAsync(string topic = "") =>
        (await _http.GetFromJsonAsync<List<SentMessage>>($"control/messages?topic={topic}", Web, Ct))!;

    /// <summary>The newest commit first.</summary>
    public async Task<IReadOnlyList<Commit>> LogAsync(string space, string repo, string branch) =>
        (await _http.GetFromJsonAsync<List<Commit>>($"control/git/{space}/{repo}/{branch}/log", Web, Ct))!;

    /// <summary>Somebody else builds a module.</summary>
    public async Task<long> BuildAsync(string name, string stream) =>
        (long)(await PostAsync("control/mbs/builds", new JsonObject { ["name"] = name, ["stream"] = stream, ["owner"] = "dana" }))["id"]!;

    public async Task<IReadOnlyDictionary<string, long>> CountersAsync() => (await _http.GetFromJsonAsync<Dictionary<string, long>>("control/counters", Web, Ct))!;

    /// <summary>An advisory is shipped, and the bus is told.</summary>
    public Task ShipAsync(long advisory) => PostAsync($"control/errata/advisories/{advisory}/ship", []);

    /// <summary>RPM builds become stable, all in one update; the id of the message that says so.</summary>
    public async Task<string> StableAsync(string branch, params string[] builds) =>
        (string)(await PostAsync("control/bodhi-updates", new() { ["branch"] = branch, ["builds"] = new JsonArray([.. builds.Select(b => (JsonNode)b)]) }))["id"]!;

    /// <summary>Koji's tasks, from the first to the last.</summary>
    public async Task<IReadOnlyList<KojiTask>> TasksAsync() => [.. (await _http.GetFromJsonAsync<List<KojiTask>>("control/koji/tasks", Web, Ct))!.OrderBy(t => t.Id)];

    /// <summary>The images that there are, with what was built.</summary>
    public async Task<IReadOnlyList<Image>> ImagesAsync() => (await _http.GetFromJsonAsync<Images>("control/images?limit=500", Web, Ct))!.All;

    /// <summary>How builds of an image end from now on: <c>failTimes</c>, <c>stuck</c> and so on.</summary>
    public Task SetImageAsync(string nvr, JsonObject behaviour)
    {
        behaviour["nvr"] = nvr;
        return PostAsync("control/images/behaviour", behaviour);
    }

    public async Task<IReadOnlyList<Compose>> ComposesAsync() => (await _http.GetFromJsonAsync<List<Compose>>("control/odcs/composes", Web, Ct))!;

    /// <summary>How composes of a content set end from now on: done, failed, stuck or removed.</summary>
    public Task SetComposesAsync(string contentSet, string ends) => PostAsync("control/odcs/behaviour", new() { ["name"] = contentSet, ["ends"] = ends });

    public Task MoveComposeAsync(long id, string state) => PostAsync($"control/odcs/composes/{id}/state", new() { ["state"] = state });

    public async Task SetFaultAsync(string system, string fault) =>
        await OkAsync(await _http.PutAsync($"control/faults/{system}", new StringContent(fault, Encoding.UTF8, "application/json"), Ct));

    public async Task ClearFaultAsync(string system) => await OkAsync(await _http.DeleteAsync($"control/faults/{system}", Ct));

    /// <summary>Publishes exactly this: topic, and body or bodyBase64, and if wanted messageId (null for none) and headers.</summary>
    public Task<JsonNode> PublishAsync(JsonObject message) => PostAsync("control/messages", message);

    public void Dispose() => _http.Dispose();

    async Task<JsonNode> PostAsync(string path, JsonObject body) =>
        JsonNode.Parse(await OkAsync(await _http.PostAsync(path, new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"), Ct)))!;

    static async Task<string> OkAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            var text = await answer.Content.ReadAsStringAsync(Ct);
            return answer.IsSuccessStatusCode ? text : throw new InvalidOperationException($"The sandbox answered {(int)answer.StatusCode}: {text}");
        }
    }
}

/// <summary>A module build in the sandbox's MBS.</summary>
public sealed record ModuleBuild(long Id, string Name, string Stream, string Scmurl, [property: JsonPropertyName("state_name")] string State, string Owner)
{
    public string Module => $"{Name}:{Stream}";

    public string Commit => Scmurl[(Scmurl.LastIndexOf('#') + 1)..];
}

/// <summary>A container task of the sandbox's Koji. The request is its source, its target and its options.</summary>
public sealed record KojiTask(long Id, string State, string? Nvr, DateTimeOffset Created, DateTimeOffset? Completed, JsonArray Request)
{
    public string Source => (string)Request[0]!;

    public string Target => (string)Request[1]!;

    /// <summary>The image that it is built on; null for what Koji is left to find out.</summary>
    public string? Parent => (string?)Request[2]!["koji_parent_build"];

    public IReadOnlyList<long> Composes => [.. (Request[2]!["compose_ids"] as JsonArray ?? []).Select(id => (long)id!)];
}

/// <summary>An image in the sandbox.</summary>
public sealed record Image(string Nvr, string? Parent);

/// <summary>A page of images.</summary>
public sealed record Images([property: JsonPropertyName("images")] IReadOnlyList<Image> All);

/// <summary>A compose in the sandbox's ODCS.</summary>
public sealed record Compose(long Id, [property: JsonPropertyName("state_name")] string State, string Source);

/// <summary>A message that the sandbox has sent, or tried to.</summary>
public sealed record SentMessage(int Number, string? Id, string Topic, string Fate, JsonNode? Body);

/// <summary>A commit in the sandbox's dist-git.</summary>
public sealed record Commit([property: JsonPropertyName("commit")] string Id, string Author, string Subject, string Body)
{
    /// <summary>The keys of the builds that this commit says it was made for.</summary>
    public IReadOnlyList<string> Builds =>
        [.. Body.Split('\n').Where(l => l.StartsWith("Freshmaker-Build: ", StringComparison.Ordinal)).Select(l => l["Freshmaker-Build: ".Length..])];
}
