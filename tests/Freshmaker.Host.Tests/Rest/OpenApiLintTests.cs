using Freshmaker.Host.Tests.Reading;

namespace Freshmaker.Host.Tests.Rest;

/// <summary>The OpenAPI document as npm's @redocly/cli judges it.</summary>
[Collection(RecordedCollection.Name)]
public sealed class OpenApiLintTests(Recorded recorded)
{
    [Fact]
    public async Task The_linter_finds_nothing_to_complain_of()
    {
        var file = Path.Combine(Path.GetTempPath(), $"openapi-{Guid.CreateVersion7():N}.json");
        try
        {
            await File.WriteAllTextAsync(file, (await recorded.Rest.GetAsync("/api/openapi.json")).GetRawText(), TestContext.Current.CancellationToken);
            var (code, report) = await Web.RunAsync("node_modules/@redocly/cli/bin/cli.js", "lint", file, "--config", "redocly.yaml", "--max-problems", "50");
            code.ShouldBe(0, report);
            report.ShouldContain("Your API description is valid", Case.Sensitive, report);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
