using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Freshmaker.Host.Tests.Reading;

/// <summary>Runs the judges of tests/web. Without Node.js, or where npm cannot install them, tests that ask them are skipped and say why.</summary>
static class Web
{
    static readonly SemaphoreSlim Installing = new(1, 1);

    public static string Directory { get; } = Path.GetFullPath(Path.Combine(Here(), "../../../web"));

    /// <summary>Starts a script with Node; its lines are read by the caller.</summary>
    public static async Task<Process> StartAsync(params string[] arguments)
    {
        await InstallAsync();
        return Start("node", arguments);
    }

    /// <summary>The exit code and all that was said.</summary>
    public static async Task<(int Code, string Text)> RunAsync(params string[] arguments)
    {
        using var process = await StartAsync(arguments);
        return await ReadAsync(process);
    }

    static async Task InstallAsync()
    {
        var (wanted, installed) = (Path.Combine(Directory, "package-lock.json"), Path.Combine(Directory, "node_modules", ".installed-from"));
        await Installing.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            // Packages of an earlier state of the repository may lie there.
            if (File.Exists(installed) && await File.ReadAllTextAsync(installed) == await File.ReadAllTextAsync(wanted))
                return;
            using var npm = Start("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
            var (code, said) = await ReadAsync(npm);
            if (code != 0)
                Assert.Skip($"npm could not install the packages of tests/web: {said}");
            File.Copy(wanted, installed, overwrite: true);
        }
        finally
        {
            Installing.Release();
        }
    }

    static async Task<(int Code, string Text)> ReadAsync(Process process)
    {
        var ct = TestContext.Current.CancellationToken;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(ct), process.StandardError.ReadToEndAsync(ct));
        await process.WaitForExitAsync(ct);
        return (process.ExitCode, await output + await errors);
    }

    static Process Start(string program, params string[] arguments)
    {
        try
        {
            var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Directory, RedirectStandardOutput = true, RedirectStandardError = true };
            start.Environment["REDOCLY_TELEMETRY"] = "off";
            start.Environment["REDOCLY_SUPPRESS_UPDATE_NOTICE"] = "true";
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            Assert.Skip($"{program} is not installed: this test needs Node.js (Debian/Ubuntu: apt-get install nodejs npm)");
            throw;
        }
    }

    static string Here([CallerFilePath] string here = "") => here;
}
