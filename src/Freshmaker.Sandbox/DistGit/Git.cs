using System.Diagnostics;
using System.Text;

namespace Freshmaker.Sandbox.DistGit;

/// <summary>Runs git, untouched by the user's configuration.</summary>
internal static class Git
{
    /// <summary>Marks the sandbox's own pushes for its hooks.</summary>
    public const string OwnPush = "FRESHMAKER_SANDBOX_OWN";

    public static async Task<GitResult> RunAsync(string directory, IEnumerable<string> arguments, CancellationToken stop, string? input = null)
    {
        var start = new ProcessStartInfo("git", arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var inherited in start.Environment.Keys.Where(key => key.StartsWith("GIT_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(inherited);
        }

        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        start.Environment["LC_ALL"] = "C";
        start.Environment[OwnPush] = "1";

        using var process = Process.Start(start) ?? throw new InvalidOperationException("git did not start");
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(stop);
            var errors = process.StandardError.ReadToEndAsync(stop);
            await process.StandardInput.WriteAsync(input.AsMemory(), stop);
            process.StandardInput.Close();
            await process.WaitForExitAsync(stop);
            return new(process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    public static async Task<string> OutputAsync(string directory, IEnumerable<string> arguments, CancellationToken stop, string? input = null)
    {
        var result = await RunAsync(directory, arguments, stop, input);
        return result.ExitCode == 0 ? result.Output : throw new InvalidOperationException($"git failed with {result.ExitCode}: {result.Errors.Trim()}");
    }
}

internal sealed record GitResult(int ExitCode, string Output, string Errors);
