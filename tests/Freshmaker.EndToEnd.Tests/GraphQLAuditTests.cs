using System.ComponentModel;
using System.Text.Json;
using Freshmaker.EndToEnd.Tests.Harness;

namespace Freshmaker.EndToEnd.Tests;

/// <summary>GraphQL over HTTP as npm's graphql-http audits it, on a running Host.</summary>
public sealed class GraphQLAuditTests : OwnWorldTest
{
    static readonly string Audit = Path.Combine(Binaries.TestSources, "graphql-http");

    [Fact]
    public async Task Every_MUST_and_every_SHOULD_of_the_audit_holds()
    {
        if (!Directory.Exists(Path.Combine(Audit, "node_modules")))
        {
            await using var npm = Start("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
            (await npm.ExitAsync(TimeSpan.FromMinutes(3))).ShouldBe(0, npm.Errors);
        }

        var host = await World.StartHostAsync();

        await using var audit = Start("node", "audit.mjs", new Uri(host.Url, "/graphql").ToString());
        var code = await audit.ExitAsync(TimeSpan.FromMinutes(2));
        var report = string.Join('\n', audit.Lines);
        code.ShouldBe(0, $"{report}\n{audit.Errors}");

        var summary = JsonDocument.Parse(audit.Lines[^1]).RootElement;
        summary.At("MUST.failed").EnumerateArray().ShouldBeEmpty(report);
        summary.At("SHOULD.failed").EnumerateArray().ShouldBeEmpty(report);
        summary.At("MUST.ok").GetInt32().ShouldBeGreaterThan(10, report);
        summary.At("SHOULD.ok").GetInt32().ShouldBeGreaterThan(10, report);
        foreach (var may in summary.At("MAY.failed").EnumerateArray())
            TestContext.Current.TestOutputHelper?.WriteLine($"a MAY that does not hold: {may}");
    }

    static ChildProcess Start(string program, params string[] arguments)
    {
        try
        {
            return ChildProcess.Start(program, arguments, new Dictionary<string, string?>(), Audit);
        }
        catch (Win32Exception)
        {
            Assert.Skip($"{program} is not installed: the audit of GraphQL over HTTP needs Node.js (Debian/Ubuntu: apt-get install nodejs npm)");
            throw;
        }
    }
}
