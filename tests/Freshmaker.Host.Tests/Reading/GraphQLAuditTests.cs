using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Freshmaker.Host.Tests.Reading;

/// <summary>The audit suite of npm's graphql-http, which knows the specification better than our own tests.</summary>
[Collection(SharedReadingCollection.Name)]
public sealed class GraphQLAuditTests(SharedReading shared)
{
    [Fact]
    public async Task Every_must_and_should_of_graphql_over_http_holds()
    {
        var folder = Folder();
        try
        {
            if (!Directory.Exists(Path.Combine(folder, "node_modules")))
                (await RunAsync(folder, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")).Code.ShouldBe(0);
        }
        catch (Win32Exception)
        {
            Assert.Skip("Node.js is not installed (apt-get install nodejs npm).");
        }

        var (code, output) = await RunAsync(folder, "node", "audit.mjs", shared.Host.Url.ToString());
        TestContext.Current.TestOutputHelper?.WriteLine(output);
        code.ShouldBe(0, output);
        var summary = JsonSerializer.Deserialize<JsonElement>(output.TrimEnd().Split('\n')[^1]);
        summary.At("MUST.ok").GetInt32().ShouldBeGreaterThanOrEqualTo(13);
        summary.At("SHOULD.ok").GetInt32().ShouldBeGreaterThanOrEqualTo(23);
    }

    static async Task<(int Code, string Output)> RunAsync(string folder, string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output);
    }

    static string Folder([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "Freshmaker.EndToEnd.Tests", "graphql-http"));
}
