using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Freshmaker.Host.Security;
using Freshmaker.Host.Tests.Running;
using Serilog.Events;

namespace Freshmaker.Host.Tests.Security;

/// <summary>A whole host behind a proxy at 127.0.0.2, attacked from 127.0.0.1, with a rebuild that is there to be asked about.</summary>
public sealed class HostileHost : IAsyncLifetime
{
    /// <summary>A second, and another for the machine that runs all tests at once.</summary>
    static readonly TimeSpan Slow = TimeSpan.FromSeconds(2);

    public TestHost Host { get; private set; } = null!;

    /// <summary>The rebuild's id.</summary>
    public string Rebuild { get; private set; } = null!;

    /// <summary>The rebuild's public number.</summary>
    public long Number { get; private set; }

    /// <summary>The id of its build.</summary>
    public string Build => $"{Rebuild}/{TestHost.KeyOf(Module)}";

    public string Module { get; } = Wire.Unique("module");

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Host = await TestHost.StartAsync(values =>
        {
            values["Freshmaker:Security:Authentication"] = "proxy";
            values.Remove("Freshmaker:Security:AllowNone");
            values["Freshmaker:Security:Proxy:Addresses"] = "127.0.0.2";
            values["Freshmaker:Security:Roles:Admin:Users:0"] = "alice";
            values["Freshmaker:Security:RateLimit:PerAddress"] = "0";
        });
        Rebuild = await Host.OpenAsync(Wire.ModuleChange(Module, Wire.Commit()));
        await Host.UntilBuildingAsync(Rebuild, Module);
        Number = (await Host.HistoryAsync(Rebuild))[0].Sequence;
        await Eventually.BecomesAsync(async () => (int)(await GetAsync($"/api/1/events/{Number}")).Status, status => status == 200, "the read model should know it");
        await GraphQLAsync($"{{ build(id: \"{Build}\") {{ number why {{ text }} }} }}"); // compiled before times count
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    public Task<Answer> GetAsync(string path, params IEnumerable<(string Name, string Value)> headers) => SendAsync(HttpMethod.Get, path, null, headers);

    public Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? body, params IEnumerable<(string Name, string Value)> headers)
    {
        var request = new HttpRequestMessage(method, path) { Content = body };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value).ShouldBeTrue();
        return SendAsync(request);
    }

    public async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        var began = Stopwatch.GetTimestamp();
        using (request)
        using (var response = await Host.Client.SendAsync(request, Ct))
            return new((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsStringAsync(Ct), Stopwatch.GetElapsedTime(began));
    }

    public Task<Answer> GraphQLAsync(string query, object? variables = null, Role role = Role.Admin)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = JsonContent.Create(new { query, variables }) };
        request.Headers.Accept.Add(new("application/graphql-response+json"));
        return SendAsync(request.As("mallory", role));
    }

    /// <summary>The status line of the answer to bytes that no client library would send; empty when the connection was closed without one.</summary>
    public async Task<string> RawAsync(byte[] request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(Host.Client.BaseAddress!.Host, Host.Client.BaseAddress.Port, Ct);
        var stream = socket.GetStream();
        await stream.WriteAsync(request, Ct);
        socket.Client.Shutdown(SocketShutdown.Send);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        try
        {
            return await reader.ReadLineAsync(Ct) ?? "";
        }
        catch (IOException)
        {
            return "";
        }
    }

    /// <summary>Lines of the log that nobody but us is to blame for.</summary>
    public IReadOnlyList<string> Errors => [.. Host.Log.All.Where(l => l.Level >= LogEventLevel.Error).Select(l => $"{l.RenderMessage()} {l.Exception}")];

    /// <summary>What came back, and when.</summary>
    public sealed record Answer(int Status, string? Type, string Body, TimeSpan Time)
    {
        public JsonElement Json => JsonDocument.Parse(Body).RootElement;

        /// <summary>Refused, in the shape of the old API, quickly.</summary>
        public void ShouldBeRefused(string what, params int[] statuses)
        {
            ShouldBeHarmless(what);
            Status.ShouldBeOneOf(statuses.Length == 0 ? [400, 404] : statuses, $"{what}: {Body}");
            Type.ShouldBe("application/json", what);
            Json.EnumerateObject().Select(p => p.Name).ShouldBe(["status", "error", "message"], what);
            Json.GetProperty("status").GetInt32().ShouldBe(Status, what);
        }

        /// <summary>Whatever it is, no fault of ours and not late.</summary>
        public void ShouldBeHarmless(string what)
        {
            Status.ShouldBeLessThan(500, $"{what}: {Body}");
            Body.ShouldNotContain("\"INTERNAL\"", customMessage: what);
            Body.ShouldNotContain("Npgsql", customMessage: what);
            Time.ShouldBeLessThan(Slow, what);
        }
    }
}
