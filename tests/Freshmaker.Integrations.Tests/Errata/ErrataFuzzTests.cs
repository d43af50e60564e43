using System.Text.Json.Nodes;
using Freshmaker.Integrations.Errata;
using Freshmaker.Integrations.Tests.Http;

namespace Freshmaker.Integrations.Tests.Errata;

public sealed class ErrataFuzzTests : ErrataTest
{
    [Fact]
    public void An_advisory_of_any_shape_is_read_or_a_fault() => Mixed(Merged("/api/v1/erratum/140221", "/advisory/140221.json"), advisories => advisories.GetAsync(140221, Stop), values: 0);

    [Theory]
    [InlineData("/advisory/140221/builds.json")]
    [InlineData("/api/v1/erratum/140221/builds_by_cve")]
    [InlineData("/errata/get_pulp_packages/140221.json")]
    public void Content_of_any_shape_is_read_or_a_fault(string path) => Mixed(Real[path], advisories => advisories.ContentAsync(140221, Stop), values: 0);

    [Fact]
    public void An_issue_of_any_shape_is_read_or_a_fault()
    {
        var (values, faults) = MutatedJson.Try(Real["/rest/api/3/issue/SEC-17"], http => new JiraIssues(http, new()).HandlingsAsync(["SEC-17"], Stop));
        (values > 20, faults > 20).ShouldBe((true, true));
    }

    // Every call of one question gets the same mutated body, so that a value is rare: what counts is that nothing else than a fault comes.
    static void Mixed(string real, Func<ErrataAdvisories, Task> ask, int values)
    {
        var tries = MutatedJson.Try(real, http => ask(new(http, new() { Url = http.BaseAddress }, null)));
        tries.Faults.ShouldBeGreaterThan(20);
        tries.Values.ShouldBeGreaterThanOrEqualTo(values);
    }

    static string Merged(params string[] paths)
    {
        var all = new JsonObject();
        foreach (var (name, value) in paths.SelectMany(path => JsonNode.Parse(Real[path])!.AsObject()))
            all[name] = value?.DeepClone();
        return all.ToJsonString();
    }
}
