namespace Freshmaker.EndToEnd.Tests.Harness;

/// <summary>The outside world as a process.</summary>
public sealed class SandboxProcess : IAsyncDisposable
{
    readonly ChildProcess _process;

    SandboxProcess(ChildProcess process, IReadOnlyDictionary<string, string> urls)
    {
        (_process, Urls) = (process, urls);
        Client = new(new(new Uri(urls["sandbox"]), "/"));
    }

    /// <summary>What it printed: sandbox, pdc, mbs, dist-git.</summary>
    public IReadOnlyDictionary<string, string> Urls { get; }

    public SandboxClient Client { get; }

    public string Log => string.Join('\n', [.. _process.Lines.TakeLast(40), _process.Errors]);

    public static async Task<SandboxProcess> StartAsync(string rabbitmq, string exchange, string delay, string? world = null, IReadOnlyDictionary<string, string?>? settings = null)
    {
        var process = ChildProcess.Start(
            Binaries.Dotnet, [Binaries.Sandbox],
            new Dictionary<string, string?>(settings ?? new Dictionary<string, string?>())
            {
                ["ConnectionStrings__rabbitmq"] = rabbitmq,
                ["FRESHMAKER_SANDBOX_PORT"] = "0",
                ["Sandbox__Bus__Exchange"] = exchange,
                ["Sandbox__Mbs__Token"] = World.MbsToken,
                ["Sandbox__Delay"] = delay,
                ["SANDBOX_WORLD"] = world,
            },
            Path.GetDirectoryName(Binaries.Sandbox)!);
        await Eventually.Holds(
            "the sandbox is ready", () => Task.FromResult(process.HasExited || UrlsOf(process).Count == 4),
            () => Task.FromResult($"{string.Join('\n', process.Lines)}\n{process.Errors}"));
        return process.HasExited ? throw new InvalidOperationException($"The sandbox ended while starting:\n{process.Errors}") : new(process, UrlsOf(process));
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _process.DisposeAsync();
        // Killed, it cannot tidy up its temporary directory (…/git is below it).
        var directory = Path.GetDirectoryName(new Uri(Urls["dist-git"]).LocalPath)!;
        if (Directory.Exists(directory))
            Directory.Delete(directory, recursive: true);
    }

    static Dictionary<string, string> UrlsOf(ChildProcess process) => process.Lines
        .Select(line => line.Split(' ', 2, StringSplitOptions.TrimEntries))
        .Where(parts => parts is ["sandbox" or "pdc" or "mbs" or "dist-git", _])
        .ToDictionary(parts => parts[0], parts => parts[0] == "sandbox" ? parts[1].Replace("/control/world", "", StringComparison.Ordinal) : parts[1]);
}
