using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Freshmaker.Integrations.Tests.Sandbox;
using Freshmaker.Sandbox;

namespace Freshmaker.Integrations.Tests.Http;

/// <summary>A sandbox of its own for each test of an adapter: the outside over its real wire, with counters and faults.</summary>
public abstract class OutsideTest : IAsyncLifetime
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    readonly HttpClient _http = new();

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    protected SandboxHost Sandbox { get; private set; } = null!;

    protected virtual SandboxOptions Options => new() { StepDelay = TimeSpan.Zero, WorldJson = SmallWorld.Json };

    public async ValueTask InitializeAsync() => Sandbox = await SandboxHost.StartAsync(Options, Stop);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await LeaveAsync();
        _http.Dispose();
        await Sandbox.DisposeAsync();
    }

    /// <summary>What a test leaves behind ends before the sandbox does.</summary>
    protected virtual ValueTask LeaveAsync() => ValueTask.CompletedTask;

    protected async Task<JsonNode> GetAsync(string path) => (await _http.GetFromJsonAsync<JsonNode>(Sandbox.Url + path, Stop))!;

    protected async Task PostAsync(string path, string json)
    {
        using var response = await _http.PostAsync(Sandbox.Url + path, new StringContent(json, Encoding.UTF8, "application/json"), Stop);
        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync(Stop));
    }

    protected async Task<string> TipAsync(string space, string repo, string branch) =>
        (await GetAsync($"/control/git/{space}/{repo}/{branch}/log"))[0]!["commit"]!.GetValue<string>();

    protected static async Task<T> UntilAsync<T>(Func<T> look, Func<T, bool> enough, string what)
    {
        var start = TimeProvider.System.GetTimestamp();
        for (var seen = look(); ; seen = look())
        {
            if (enough(seen))
                return seen;
            if (TimeProvider.System.GetElapsedTime(start) > Patience)
                throw new TimeoutException($"{what} did not come");
            await Task.Delay(10, Stop);
        }
    }
}
