using System.Net.Http.Json;
using System.Text.Json;
using Freshmaker.Sandbox.Reading;

namespace Freshmaker.Sandbox.Story;

/// <summary>
/// <c>story --host URL --sandbox URL</c>: pushes the world's story RPM, then ships its story advisory, and prints what the Host's GraphQL API says came of each.
/// </summary>
internal static class StoryVerb
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static async Task<int> TellAsync(IConfiguration arguments, TimeProvider clock)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
        var sandbox = Address(arguments, "sandbox");
        var host = new HostClient(http, Address(arguments, "host"));

        var (rpm, branch, advisory) = await StoryOf(http, sandbox);
        var code = await TellOfModulesAsync(http, sandbox, host, rpm, branch, clock);
        return code == 0 && advisory is { } id ? await new ImageStory(http, sandbox, host, clock).TellAsync(id) : code;
    }

    static async Task<int> TellOfModulesAsync(HttpClient http, string sandbox, HostClient host, string rpm, string branch, TimeProvider clock)
    {
        var waiting = new Waiting(clock, Patience);
        var commit = await PushAsync(http, sandbox, rpm, branch);
        waiting.Say($"pushed {rpm}.spec on {branch}: commit {commit[..12]}");
        if (await waiting.ForAsync(LookAsync) is not { } told)
            return 1;
        StoryTeller.Tell(told, host.Url, Console.Out);
        return 0;

        async Task<(Cascade? Over, string Progress)> LookAsync() => await host.CascadeOfAsync($"{rpm}/{branch}?#{commit}") is { } cascade
            ? (cascade.IsOver ? cascade : null, cascade.Progress)
            : (null, "waiting for the rebuild to be seen");
    }

    static string Address(IConfiguration arguments, string name) =>
        Uri.TryCreate(arguments[name], UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? arguments[name]!.TrimEnd('/')
            : throw new RefusedException($"--{name}", "must be given, as an http(s) URL");

    static async Task<(string Rpm, string Branch, long? Advisory)> StoryOf(HttpClient http, string sandbox)
    {
        var world = await http.GetFromJsonAsync<JsonElement>($"{sandbox}/control/world");
        return world.TryGetProperty("story", out var story) && story.ValueKind == JsonValueKind.Object
            ? (story.GetProperty("rpm").GetString()!, story.GetProperty("branch").GetString()!,
                story.TryGetProperty("advisory", out var advisory) && advisory.ValueKind == JsonValueKind.Number ? advisory.GetInt64() : null)
            : throw new RefusedException("story", "the sandbox's world has none");
    }

    static async Task<string> PushAsync(HttpClient http, string sandbox, string rpm, string branch)
    {
        using var answer = await http.PostAsJsonAsync($"{sandbox}/control/push", new { @namespace = "rpms", repo = rpm, branch });
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("commit").GetString()!;
    }
}
