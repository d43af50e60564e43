using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Freshmaker.Domain.Ports;

namespace Freshmaker.Integrations.DistGit;

/// <summary>Runs one git command to its end, or ends it with all that it started.</summary>
internal sealed class GitProcess(DistGitOptions options, TimeProvider clock)
{
    public const string System = "dist-git";

    /// <summary>Far above the longest list of changed files; a runaway command must not fill the memory.</summary>
    const int MaxOutput = 16 * 1024 * 1024;
    const int MaxError = 64 * 1024;

    static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public async Task<GitResult> RunAsync(
        string call, IEnumerable<string> arguments, Action<IDictionary<string, string?>> environment, string? input, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        using var process = new Process { StartInfo = Info(arguments) };
        environment(process.StartInfo.Environment);
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            throw new OutsideFault(System, call, $"{options.GitExecutable} cannot be started: {e.Message}", e);
        }

        using var timeout = new CancellationTokenSource(options.Timeout, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, timeout.Token);
        var output = ReadAsync(process.StandardOutput, MaxOutput);
        var error = ReadAsync(process.StandardError, MaxError);
        try
        {
            await Task.WhenAll(WriteAsync(process.StandardInput, input), output, error, process.WaitForExitAsync(stop.Token)).WaitAsync(stop.Token);
        }
        catch (OperationCanceledException)
        {
            await EndAsync(process);
            ct.ThrowIfCancellationRequested();
            throw new OutsideFault(System, call, $"no end within {options.Timeout.TotalSeconds:0.###} s");
        }

        return await output is { } text
            ? new(process.ExitCode, text, await error ?? "")
            : throw new OutsideFault(System, call, $"git said more than {MaxOutput} bytes");
    }

    ProcessStartInfo Info(IEnumerable<string> arguments) => new(options.GitExecutable, arguments)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        StandardInputEncoding = Utf8,
        StandardOutputEncoding = Utf8,
        StandardErrorEncoding = Utf8,
    };

    static async Task WriteAsync(StreamWriter stdin, string? input)
    {
        try
        {
            await using (stdin)
                await stdin.WriteAsync(input);
        }
        catch (IOException)
        {
            // git ended before it read everything; its exit code and words tell why
        }
    }

    /// <summary>Reads to the end, so that git is never stuck on a full pipe. What goes beyond the limit makes standard output useless: null.</summary>
    static async Task<string?> ReadAsync(StreamReader stream, int max)
    {
        var (text, buffer, isWhole) = (new StringBuilder(), new char[4096], true);
        for (int read; (read = await stream.ReadAsync(buffer)) > 0;)
        {
            if (text.Length + read <= max)
                text.Append(buffer, 0, read);
            else
                isWhole = false;
        }

        return isWhole || max == MaxError ? text.ToString() : null;
    }

    static async Task EndAsync(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None).WaitAsync(Grace);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or TimeoutException or AggregateException)
        {
            // it ended by itself, or the system ends it in its own time
        }
    }
}
