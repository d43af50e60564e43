using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Freshmaker.Sandbox;
using Freshmaker.Sandbox.Bus;

namespace Freshmaker.Integrations.Tests.Sandbox;

/// <summary>A small sandbox of its own for each test, or one shared by tests that only look; module builds walk without waiting.</summary>
public abstract class SandboxTest(SandboxHost? shared = null, string world = SmallWorld.Json) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    protected SandboxHost Sandbox { get; private set; } = null!;

    protected HttpClient Http { get; } = new();

    public async ValueTask InitializeAsync() =>
        Sandbox = shared ?? await SandboxHost.StartAsync(new() { StepDelay = TimeSpan.Zero, WorldJson = world }, Stop);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Http.Dispose();
        if (shared is null)
        {
            await Sandbox.DisposeAsync();
        }
    }

    protected async Task<JsonNode> GetAsync(string path, int status = 200) => await JsonAsync(await Http.GetAsync(Absolute(path), Stop), status);

    protected async Task<JsonNode> SendAsync(HttpMethod method, string path, string body, int status, string? token = null)
    {
        using var request = new HttpRequestMessage(method, Absolute(path)) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return await JsonAsync(await Http.SendAsync(request, Stop), status);
    }

    protected Task<JsonNode> PutFaultAsync(string system, string fault, int status = 200) => SendAsync(HttpMethod.Put, $"/control/faults/{system}", fault, status);

    protected Task<JsonNode> SubmitAsync(string name, string branch, string commit, int status = 201, string? token = "secret") =>
        SendAsync(HttpMethod.Post, "/mbs/module-build-service/1/module-builds/", new JsonObject { ["scmurl"] = $"{Sandbox.GitUrl}/modules/{name}.git?#{commit}", ["branch"] = branch }.ToJsonString(), status, token);

    protected async Task<string> TipAsync(string space, string repo, string branch) =>
        (await GetAsync($"/control/git/{space}/{repo}/{branch}/log"))[0]!["commit"]!.GetValue<string>();

    /// <summary>The messages of a topic, as soon as there are enough.</summary>
    protected async Task<IReadOnlyList<PublishedMessage>> MessagesAsync(string topic, int atLeast) =>
        await UntilAsync(() => Sandbox.Messages.Where(message => message.Topic.EndsWith(topic, StringComparison.Ordinal)).ToList(), found => found.Count >= atLeast, $"{atLeast} messages of {topic}");

    protected static JsonNode Body(PublishedMessage message) => JsonNode.Parse(message.Body.Span)!;

    protected static async Task<T> UntilAsync<T>(Func<T> look, Func<T, bool> enough, string what)
    {
        var end = TimeProvider.System.GetUtcNow() + Patience;
        for (var seen = look(); ; seen = look())
        {
            if (enough(seen))
            {
                return seen;
            }

            if (TimeProvider.System.GetUtcNow() > end)
            {
                throw new TimeoutException($"{what} did not come");
            }

            await Task.Delay(10, Stop);
        }
    }

    private string Absolute(string path) => path.StartsWith('/') ? Sandbox.Url + path : path;

    private static async Task<JsonNode> JsonAsync(HttpResponseMessage response, int status)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync(Stop);
            ((int)response.StatusCode).ShouldBe(status, text);
            return text.Length == 0 ? new JsonObject() : await response.Content.ReadFromJsonAsync<JsonNode>(Stop) ?? new JsonObject();
        }
    }
}
