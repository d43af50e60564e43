using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Freshmaker.Bench.Measuring;

namespace Freshmaker.Bench.Processes;

/// <summary>An ASP.NET application in a process of its own, as it was built in Release.</summary>
sealed class ServedProcess : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);

    readonly Process _process;
    readonly Queue<string> _lastLines = new();

    ServedProcess(Process process, Uri address)
    {
        _process = process;
        Http = new() { BaseAddress = address };
    }

    public HttpClient Http { get; }

    /// <summary>From the start of the process to its first 200.</summary>
    public TimeSpan TimeToReady { get; private set; }

    /// <summary>Resident memory now, in bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>The most that was resident so far, in bytes.</summary>
    public long PeakResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64;
        }
    }

    public static Task<ServedProcess> StartHostAsync(IReadOnlyDictionary<string, string?> keys, CancellationToken ct) =>
        StartAsync("src/Freshmaker.Host", port => [.. keys, new("FRESHMAKER_PORT", $"{port}")], ct);

    public static Task<ServedProcess> StartEmptyAppAsync(CancellationToken ct) =>
        StartAsync("benchmarks/Freshmaker.Bench.EmptyApp", port => [new("ASPNETCORE_URLS", $"http://127.0.0.1:{port}")], ct);

    static async Task<ServedProcess> StartAsync(string project, Func<int, IEnumerable<KeyValuePair<string, string?>>> environment, CancellationToken ct)
    {
        var dll = Path.Combine(Root, project, "bin", "Release", "net10.0", $"{Path.GetFileName(project)}.dll");
        if (!File.Exists(dll))
            throw new FileNotFoundException($"{project} is not built in Release; ./bench builds it", dll);
        var port = FreePort();
        var start = new ProcessStartInfo("dotnet", [dll]) { WorkingDirectory = Path.GetDirectoryName(dll), RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_ENVIRONMENT"] = "Production";
        foreach (var (key, value) in environment(port))
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;

        var begin = Stopwatch.GetTimestamp();
        var served = new ServedProcess(Process.Start(start)!, new($"http://127.0.0.1:{port}"));
        served._process.OutputDataReceived += served.Keep;
        served._process.ErrorDataReceived += served.Keep;
        served._process.BeginOutputReadLine();
        served._process.BeginErrorReadLine();
        try
        {
            while (!await served.IsReadyAsync(ct))
            {
                if (served._process.HasExited || Stopwatch.GetElapsedTime(begin) > Patience)
                    throw new InvalidOperationException($"{project} did not become ready; its last lines:\n{served.LastLines}");
                await Task.Delay(Look, ct);
            }

            served.TimeToReady = Stopwatch.GetElapsedTime(begin);
            return served;
        }
        catch
        {
            await served.DisposeAsync();
            throw;
        }
    }

    async Task<bool> IsReadyAsync(CancellationToken ct)
    {
        try
        {
            using var response = await Http.GetAsync(new Uri("/health/ready", UriKind.Relative), ct);
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_lastLines)
        {
            _lastLines.Enqueue(line.Data ?? "");
            if (_lastLines.Count > 20)
                _lastLines.Dequeue();
        }
    }

    string LastLines
    {
        get
        {
            lock (_lastLines)
                return string.Join('\n', _lastLines);
        }
    }

    static string Root
    {
        get
        {
            for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, "Freshmaker.sln")))
                    return folder.FullName;
            }

            throw new DirectoryNotFoundException("The benchmarks must run from below the folder of Freshmaker.sln");
        }
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process.HasExited)
        {
            Progress.Say($"the process ended by itself with exit code {_process.ExitCode}; its last lines:\n{LastLines}");
        }
        else
        {
            // Politely: a killed node leaves its registration behind, and the next start would wait for it.
            using (var terminate = Process.Start("kill", ["-TERM", $"{_process.Id}"]))
                await terminate.WaitForExitAsync();
            using var patience = new CancellationTokenSource(Patience);
            try
            {
                await _process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
            }
        }

        _process.Dispose();
        Http.Dispose();
    }
}
