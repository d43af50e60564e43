using System.Net;
using System.Text.Json;

namespace Freshmaker.EndToEnd.Tests.Harness;

/// <summary>A Host as a user starts it.</summary>
public sealed class HostProcess : IAsyncDisposable
{
    const string Listening = "Now listening on: ";

    readonly ChildProcess _process;
    readonly HttpClient _http = new();

    HostProcess(ChildProcess process) => _process = process;

    /// <summary>Where it is, as in <c>http://127.0.0.1:5080</c>.</summary>
    public Uri Url { get; private set; } = null!;

    public bool HasExited => _process.HasExited;

    /// <summary>Starts the program and does not wait.</summary>
    public static ChildProcess Launch(IReadOnlyDictionary<string, string?> environment, params string[] arguments) =>
        ChildProcess.Start(Binaries.Dotnet, [Binaries.Host, .. arguments], environment, Path.GetDirectoryName(Binaries.Host)!);

    /// <summary>Starts a Host on a port that the system chooses, and returns when it is ready.</summary>
    public static async Task<HostProcess> StartAsync(IReadOnlyDictionary<string, string?> environment)
    {
        var host = Begin(environment);
        await host.UntilReadyAsync();
        return host;
    }

    /// <summary>Starts a Host and does not wait: it can be killed before it is ready.</summary>
    public static HostProcess Begin(IReadOnlyDictionary<string, string?> environment) => new(Launch(new Dictionary<string, string?>(environment)
    {
        ["FRESHMAKER_PORT"] = "0",
        ["Serilog__MinimumLevel__Override__Microsoft.Hosting.Lifetime"] = "Information", // tells the port
    }));

    public async Task UntilReadyAsync()
    {
        await Eventually.Holds("the Host is ready", async () => !Alive || await IsReadyAsync(), () => Task.FromResult(Log()));
        if (!Alive)
            throw new InvalidOperationException($"The Host ended while starting:\n{Log()}");
    }

    public async Task<bool> IsReadyAsync() => await ReadinessAsync() == HttpStatusCode.OK;

    /// <summary>What <c>/health/ready</c> answers; null when nobody does.</summary>
    public async Task<HttpStatusCode?> ReadinessAsync()
    {
        if (Url is null && _process.Lines.Select(Message).FirstOrDefault(m => m.StartsWith(Listening, StringComparison.Ordinal)) is { } line)
            Url = new(line[Listening.Length..].Trim('"'));
        if (Url is null)
            return null;
        try
        {
            using var answer = await _http.GetAsync(new Uri(Url, "/health/ready"), TestContext.Current.CancellationToken);
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    public Task KillAsync() => _process.KillAsync();

    /// <summary>Its log for people, the last lines only.</summary>
    public string Log(int lines = 150) => string.Join('\n', [.. _process.Lines.Select(ForPeople).TakeLast(lines), _process.Errors]);

    /// <summary>Its log as messages.</summary>
    public IEnumerable<string> Messages => _process.Lines.Select(Message);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process.DisposeAsync();
    }

    bool Alive => !_process.HasExited;

    static string Message(string line) => Read(line, "@m") ?? line;

    static string ForPeople(string line) => Read(line, "@m") is { } message
        ? $"{Read(line, "@t")?[11..23]} {Read(line, "@l") ?? "Info"} {Read(line, "RebuildId")} {message} {Read(line, "@x")}"
        : line;

    static string? Read(string line, string name)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return json.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
