using Freshmaker.Integrations.Errata;
using Freshmaker.Integrations.Tests.Http;

namespace Freshmaker.Integrations.Tests.Errata;

public sealed class ErrataFuzzTests : ErrataTest
{
    [Theory]
    [InlineData("/api/v1/erratum/140221")]
    [InlineData("/advisory/140221.json")]
    [InlineData("/api/v1/releases/881")]
    [InlineData("/products/16.json")]
    [InlineData("/advisory/140221/bugs.json")]
    [InlineData("/advisory/140221/jira_issues.json")]
    [InlineData("/rest/api/3/issue/SEC-17")]
    public void An_advisory_of_any_shape_is_read_or_a_fault(string path) => Mixed(path, advisories => advisories.GetAsync(140221, Stop));

    [Theory]
    [InlineData("/advisory/140221/builds.json")]
    [InlineData("/api/v1/erratum/140221/builds_by_cve")]
    [InlineData("/errata/get_pulp_packages/140221.json")]
    public void Content_of_any_shape_is_read_or_a_fault(string path) => Mixed(path, advisories => advisories.ContentAsync(140221, Stop));

    static void Mixed(string path, Func<ErrataAdvisories, Task> ask)
    {
        // Jira has a root of its own
        var others = Real.Where(answer => answer.Key != path).ToDictionary(answer => answer.Key.Replace("/rest/api/3", "", StringComparison.Ordinal), answer => answer.Value);
        var (values, faults) = MutatedJson.Try(Real[path], http => ask(new(http, new() { Url = http.BaseAddress }, new(http, new()))), others);
        (values > 2, faults > 2).ShouldBe((true, true), $"{values} values, {faults} faults");
    }
}
