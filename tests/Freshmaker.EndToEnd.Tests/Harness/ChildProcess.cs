using System.Diagnostics;

namespace Freshmaker.EndToEnd.Tests.Harness;

/// <summary>A process of the test's own with everything it wrote. It never outlives the test.</summary>
public sealed class ChildProcess : IAsyncDisposable
{
    readonly Process _process;
    readonly Lock _lock = new();
    readonly List<string> _lines = [];
    readonly List<string> _errors = [];

    ChildProcess(Process process) => _process = process;

    public static ChildProcess Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?> environment, string directory)
    {
        var info = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        // What a developer has set for a service of their own must not reach the one under test.
        foreach (var name in info.Environment.Keys.Where(IsOurs).ToList())
            info.Environment.Remove(name);
        foreach (var (name, value) in environment)
            info.Environment[name] = value;

        var child = new ChildProcess(new() { StartInfo = info });
        child._process.OutputDataReceived += (_, line) => child.Keep(line.Data, child._lines);
        child._process.ErrorDataReceived += (_, line) => child.Keep(line.Data, child._errors);
        child._process.Start();
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        return child;
    }

    public bool HasExited => _process.HasExited;

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lock)
                return [.. _lines];
        }
    }

    public string Errors
    {
        get
        {
            lock (_lock)
                return string.Join('\n', _errors);
        }
    }

    /// <summary>SIGKILL: the process gets no say. Its children (git) live on, as they do in a crash.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>The exit code, when the process has ended by itself.</summary>
    public async Task<int> ExitAsync(TimeSpan patience)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        late.CancelAfter(patience);
        try
        {
            await _process.WaitForExitAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"The process should have ended. It wrote:\n{string.Join('\n', Lines)}\n{Errors}");
        }

        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    static bool IsOurs(string name) =>
        name.StartsWith("Freshmaker", StringComparison.OrdinalIgnoreCase) || name.StartsWith("Sandbox", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("ConnectionStrings", StringComparison.OrdinalIgnoreCase) || name is "ASPNETCORE_ENVIRONMENT" or "DOTNET_ENVIRONMENT" or "ASPNETCORE_URLS";

    void Keep(string? line, List<string> where)
    {
        if (line is null)
            return;
        lock (_lock)
            where.Add(line);
    }
}
