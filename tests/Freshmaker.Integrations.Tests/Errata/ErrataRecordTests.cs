using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Tests.Http;
using Freshmaker.Sandbox.Faults;

namespace Freshmaker.Integrations.Tests.Errata;

public sealed class ErrataRecordTests : ErrataTest
{
    [Fact]
    public async Task An_advisory_is_read_in_five_calls()
    {
        var advisory = (await Errata().GetAsync(140221, Stop)).ShouldNotBeNull();

        advisory.ShouldSatisfyAllConditions(
            a => (a.Id, a.Name, a.State, a.SecurityImpact).ShouldBe((140221, "RHSA-2031:0042", "PUSH_READY", "important")),
            a => (a.ProductShortName, a.ReleaseName, a.Reporter).ShouldBe(("ACME", "ACME-9.4.Z", "dana@example.com")),
            a => a.ContentTypes.ShouldBe(["rpm"]),
            a => a.Cves.ShouldBe(["CVE-2031-1001", "CVE-2031-1002"]),
            a => (a.IsMajorIncident, a.IsCompliancePriority, a.IsContractPriority).ShouldBe((true, false, false)));
        Sandbox.Counters["errata.gets"].ShouldBe(5);
        Sandbox.Counters["errata.writes"].ShouldBe(0);
    }

    [Fact]
    public async Task An_advisory_without_security_has_neither_impact_nor_CVEs_nor_priority()
    {
        var advisory = (await Errata().GetAsync(140222, Stop)).ShouldNotBeNull();

        (advisory.Name, advisory.SecurityImpact, advisory.ProductShortName, advisory.ReleaseName, advisory.Reporter)
            .ShouldBe(("RHBA-2031:0043", "none", "ROAD", "ROAD-1", "botas/build@example.com"));
        advisory.Cves.ShouldBeEmpty();
        (advisory.IsMajorIncident || advisory.IsCompliancePriority || advisory.IsContractPriority).ShouldBeFalse();
    }

    [Fact]
    public async Task An_unknown_advisory_is_null_after_one_call()
    {
        (await Errata().GetAsync(4711, Stop)).ShouldBeNull();

        Sandbox.Counters["errata.gets"].ShouldBe(1);
    }

    [Fact]
    public async Task Names_that_the_older_form_has_itself_cost_no_calls()
    {
        await using var errata = await StartAsync(("/advisory/140221.json", """{"people":{"reporter":"r"},"release":{"id":881,"name":"ACME-9"},"product":{"id":16,"short_name":"ACME!"}}"""));

        var advisory = (await Errata(errata.Url).GetAsync(140221, Stop)).ShouldNotBeNull();

        (advisory.ReleaseName, advisory.ProductShortName, advisory.Reporter).ShouldBe(("ACME-9", "ACME!", "r"));
        errata.Requests.Order().ShouldBe(["GET /advisory/140221.json", "GET /advisory/140221/bugs.json", "GET /api/v1/erratum/140221"]);
    }

    [Theory]
    [InlineData("hightouch+", true, false)]
    [InlineData("x?,compliance_priority+", false, true)]
    [InlineData("hightouch+, compliance_priority+", true, true)]
    [InlineData("hightouch-,hightouch?,compliance_priority-,nothightouch+", false, false)]
    public async Task Flags_of_bugs_give_priority(string flags, bool major, bool compliance)
    {
        await using var errata = await StartAsync(("/advisory/140221/bugs.json", $$"""[{"id":1},{"id":2,"flags":null},7,{"id":3,"flags":"{{flags}}"}]"""));

        var advisory = (await Errata(errata.Url).GetAsync(140221, Stop)).ShouldNotBeNull();

        (advisory.IsMajorIncident, advisory.IsCompliancePriority, advisory.IsContractPriority).ShouldBe((major, compliance, false));
    }

    [Fact]
    public async Task What_does_not_matter_may_be_missing()
    {
        await using var errata = await StartAsync(
            ("/api/v1/erratum/140221", """{"errata":{"rhba":{"id":140221,"fulladvisory":"N","status":"QE","content_types":null,"security_impact":null}},"content":null}"""),
            ("/advisory/140221.json", """{"people":null,"release":[],"product":7}"""),
            ("/advisory/140221/bugs.json", "null"));

        var advisory = (await Errata(errata.Url).GetAsync(140221, Stop)).ShouldNotBeNull();

        advisory.ShouldSatisfyAllConditions(
            a => (a.SecurityImpact, a.ProductShortName, a.ReleaseName, a.Reporter).ShouldBe(("none", null, null, null)),
            a => a.ContentTypes.ShouldBeEmpty(),
            a => a.Cves.ShouldBeEmpty());
        errata.Requests.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData("/api/v1/erratum/140221", "{}", "errata is missing")]
    [InlineData("/api/v1/erratum/140221", """{"errata":["no"]}""", "errata must be an object")]
    [InlineData("/api/v1/erratum/140221", """{"errata":{}}""", "errata must have an advisory")]
    [InlineData("/api/v1/erratum/140221", """{"errata":{"rhsa":{"id":7}}}""", "errata.rhsa.id must be 140221")]
    [InlineData("/api/v1/erratum/140221", """{"errata":{"rhsa":{"id":140221,"status":"QE"}}}""", "errata.rhsa.fulladvisory must be a text that is not empty")]
    [InlineData("/api/v1/erratum/140221", """{"errata":{"rhsa":{"id":140221,"fulladvisory":"N","status":7}}}""", "errata.rhsa.status must be a text that is not empty")]
    [InlineData("/api/v1/erratum/140221", """{"errata":{"rhsa":{"id":140221,"fulladvisory":"N","status":"QE","content_types":"rpm"}}}""", "errata.rhsa.content_types must be a list")]
    [InlineData("/api/v1/erratum/140221", """{"errata":{"rhsa":{"id":140221,"fulladvisory":"N","status":"QE","content_types":["rpm",7]}}}""", "errata.rhsa.content_types[1] must be a text")]
    [InlineData("/api/v1/releases/881", """{"data":{"attributes":[]}}""", "data.attributes.name must be a text")]
    [InlineData("/products/16.json", """{"product":{"short_name":7}}""", "product.short_name must be a text")]
    [InlineData("/advisory/140221/bugs.json", """{"bugs":[]}""", "the body must be a list")]
    [InlineData("/advisory/140221/bugs.json", "<html>", "the body is not JSON")]
    public async Task What_matters_must_be_right(string path, string body, string problem)
    {
        await using var errata = await StartAsync((path, body));

        var fault = await Should.ThrowAsync<OutsideFault>(() => Errata(errata.Url).GetAsync(140221, Stop));

        fault.Call.ShouldBe($"GET {path[1..]}");
        fault.Text.ShouldStartWith($"HTTP 200, {problem}");
    }

    [Theory]
    [InlineData("/api/v1/erratum/140221", "500 {}", "HTTP 500")]
    [InlineData("/api/v1/erratum/140221", "404 <html>no such host</html>", "HTTP 404")]
    [InlineData("/api/v1/erratum/140221", "401 <html>no ticket</html>", "HTTP 401")]
    [InlineData("/advisory/140221.json", "404 {}", "HTTP 404")]
    [InlineData("/products/16.json", "404 {}", "HTTP 404")]
    [InlineData("/advisory/140221/bugs.json", "503 sorry", "HTTP 503")]
    public async Task A_call_that_fails_is_a_fault_that_names_it(string path, string answer, string text)
    {
        await using var errata = await StartAsync((path, answer));

        var fault = await Should.ThrowAsync<OutsideFault>(() => Errata(errata.Url).GetAsync(140221, Stop));

        (fault.System, fault.Call).ShouldBe(("Errata Tool", $"GET {path[1..]}"));
        fault.Text.ShouldStartWith(text);
    }

    [Theory]
    [InlineData(Garbage.Html)]
    [InlineData(Garbage.Truncated)]
    [InlineData(Garbage.Nonsense)]
    public async Task What_is_no_answer_is_a_fault(Garbage garbage)
    {
        Sandbox.Faults.Set("errata", new() { Garbage = garbage });

        (await Should.ThrowAsync<OutsideFault>(() => Errata().GetAsync(140221, Stop))).Text.ShouldStartWith("HTTP 200, ");
        (await Should.ThrowAsync<OutsideFault>(() => Errata().ContentAsync(140221, Stop))).Text.ShouldStartWith("HTTP 200, ");
    }

    [Fact]
    public async Task A_passing_failure_is_tried_again()
    {
        Sandbox.Faults.Set("errata", new() { Status = 502, Times = 2 });

        (await Errata().GetAsync(140221, Stop)).ShouldNotBeNull();

        Sandbox.Counters["errata.gets"].ShouldBe(5 + 2);
    }

    [Fact]
    public async Task A_fault_does_not_tell_the_token_even_if_the_system_does()
    {
        await using var errata = await CannedServer.StartAsync(context => CannedServer.Write(context, 401, $"{context.Request.Headers.Authorization} is expired"));

        (await Should.ThrowAsync<OutsideFault>(() => Errata(errata.Url).GetAsync(5, Stop))).Text.ShouldBe("HTTP 401: Bearer *** is expired");
    }
}
