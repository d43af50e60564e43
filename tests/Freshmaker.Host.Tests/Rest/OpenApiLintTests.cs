using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Freshmaker.Host.Tests.Rest;

/// <summary>The OpenAPI document as npm's @redocly/cli judges it.</summary>
[Collection(RecordedCollection.Name)]
public sealed class OpenApiLintTests(Recorded recorded)
{
    static string Web([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../web"));

    [Fact]
    public async Task The_linter_finds_nothing_to_complain_of()
    {
        if (!Directory.Exists(Path.Combine(Web(), "node_modules")))
        {
            var (installed, said) = await RunAsync("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
            installed.ShouldBe(0, said);
        }

        var file = Path.Combine(Path.GetTempPath(), $"openapi-{Guid.CreateVersion7():N}.json");
        try
        {
            await File.WriteAllTextAsync(file, (await recorded.Rest.GetAsync("/api/openapi.json")).GetRawText(), TestContext.Current.CancellationToken);
            var (code, report) = await RunAsync("node", "node_modules/@redocly/cli/bin/cli.js", "lint", file, "--config", "redocly.yaml", "--max-problems", "50");
            code.ShouldBe(0, report);
            report.ShouldContain("Your API description is valid", Case.Sensitive, report);
        }
        finally
        {
            File.Delete(file);
        }
    }

    static async Task<(int Code, string Text)> RunAsync(string program, params string[] arguments)
    {
        try
        {
            var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Web(), RedirectStandardOutput = true, RedirectStandardError = true };
            start.Environment["REDOCLY_TELEMETRY"] = "off";
            start.Environment["REDOCLY_SUPPRESS_UPDATE_NOTICE"] = "true";
            using var process = Process.Start(start)!;
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return (process.ExitCode, await output + await errors);
        }
        catch (Win32Exception)
        {
            Assert.Skip($"{program} is not installed: the linter of the OpenAPI document needs Node.js (Debian/Ubuntu: apt-get install nodejs npm)");
            throw;
        }
    }
}
