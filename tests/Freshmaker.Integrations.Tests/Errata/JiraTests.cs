using System.Text;
using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Errata;
using Freshmaker.Integrations.Tests.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Freshmaker.Integrations.Tests.Errata;

public sealed class JiraTests : ErrataTest
{
    static readonly (string, string) NoBugs = ("/advisory/140221/bugs.json", "[]");

    [Fact]
    public async Task A_vulnerability_with_special_handling_gives_priority_and_other_issues_do_not()
    {
        await using var errata = await StartAsync(NoBugs);
        await using var jira = await StartAsync();

        var advisory = (await Errata(errata.Url, Jira(jira)).GetAsync(140221, Stop)).ShouldNotBeNull();

        (advisory.IsMajorIncident, advisory.IsCompliancePriority, advisory.IsContractPriority).ShouldBe((true, false, false));
        jira.Requests.Order().ShouldBe(["GET /rest/api/3/issue/SEC-17?fields=issuetype,customfield_10670", "GET /rest/api/3/issue/SEC-18?fields=issuetype,customfield_10670"]);
        errata.Requests.Count.ShouldBe(6);
    }

    [Theory]
    [InlineData("""[{"value":"compliance-priority"},{"value":"contract-priority"}]""", false, true, true)]
    [InlineData("""[{"value":null},7,{"value":"major incident"}]""", true, false, false)]
    [InlineData("null", false, false, false)]
    public async Task Each_handling_has_its_flag(string values, bool major, bool compliance, bool contract)
    {
        await using var errata = await StartAsync(NoBugs);
        await using var jira = await StartAsync(("/rest/api/3/issue/SEC-17", $$"""{"fields":{"issuetype":{"name":"VULNERABILITY"},"customfield_10670":{{values}} } }"""));

        var advisory = (await Errata(errata.Url, Jira(jira)).GetAsync(140221, Stop)).ShouldNotBeNull();

        (advisory.IsMajorIncident, advisory.IsCompliancePriority, advisory.IsContractPriority).ShouldBe((major, compliance, contract));
    }

    [Theory]
    [InlineData("404 {}", null)]
    [InlineData("403 {}", null)]
    [InlineData("400 {}", null)]
    [InlineData("401 {}", "HTTP 401")]
    [InlineData("429 {}", "HTTP 429")]
    [InlineData("503 {}", "HTTP 503")]
    [InlineData("[]", "HTTP 200, fields is missing")]
    [InlineData("""{"fields":{"issuetype":{"name":"Vulnerability"},"customfield_10670":"Major Incident"}}""", "HTTP 200, fields.customfield_10670 must be a list")]
    public async Task An_issue_we_may_not_see_is_none_and_what_fails_is_a_fault(string answer, string? text)
    {
        await using var errata = await StartAsync(NoBugs);
        await using var jira = await StartAsync(("/rest/api/3/issue/SEC-17", answer));
        var asking = () => Errata(errata.Url, Jira(jira)).GetAsync(140221, Stop);

        if (text is null)
        {
            (await asking())!.IsMajorIncident.ShouldBeFalse();
            return;
        }

        var fault = await Should.ThrowAsync<OutsideFault>(asking);
        (fault.System, fault.Call).ShouldBe(("Jira", "GET issue/SEC-17?fields=issuetype,customfield_10670"));
        fault.Text.ShouldStartWith(text);
    }

    [Fact]
    public async Task Issues_without_end_are_a_fault()
    {
        await using var errata = await StartAsync(("/advisory/140221/jira_issues.json", $"[{string.Join(',', Enumerable.Range(0, 1001).Select(i => $$"""{"key":"SEC-{{i}}"}"""))}]"));
        await using var jira = await StartAsync();

        (await Should.ThrowAsync<OutsideFault>(() => Errata(errata.Url, Jira(jira)).GetAsync(140221, Stop))).Text.ShouldContain("there are more than 1000 issues");
        jira.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_login_is_basic_and_is_told_in_no_form()
    {
        await using var errata = await StartAsync();
        await using var jira = await CannedServer.StartAsync(context =>
        {
            var given = context.Request.Headers.Authorization.ToString();
            var opened = Encoding.UTF8.GetString(Convert.FromBase64String(given["Basic ".Length..]));
            opened.ShouldBe("freshmaker@example.com:j1ra-t0ken");
            return CannedServer.Write(context, 401, $"{given} is {opened}");
        });

        (await Should.ThrowAsync<OutsideFault>(() => Errata(errata.Url, Jira(jira)).GetAsync(140221, Stop))).Text.ShouldBe("HTTP 401: Basic *** is freshmaker@example.com:***");
    }

    [Fact]
    public async Task The_token_can_be_in_a_file_that_is_read_anew_for_every_call()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("freshmaker-token-").FullName, "token");
        await File.WriteAllTextAsync(file, "j1ra-t0ken\n", Stop);
        await using var errata = await StartAsync();
        await using var jira = await CannedServer.StartAsync(context => CannedServer.Write(
            context, 401, Encoding.UTF8.GetString(Convert.FromBase64String(context.Request.Headers.Authorization.ToString()["Basic ".Length..])).Contains("j1ra") ? "first" : "other"));
        var advisories = Errata(errata.Url, Jira(jira) with { Token = null, TokenFile = file });

        (await Should.ThrowAsync<OutsideFault>(() => advisories.GetAsync(140221, Stop))).Text.ShouldBe("HTTP 401: first");
        await File.WriteAllTextAsync(file, "second-t0ken\n", Stop);
        (await Should.ThrowAsync<OutsideFault>(() => advisories.GetAsync(140221, Stop))).Text.ShouldBe("HTTP 401: other");
    }

    [Fact]
    public void Options_have_rules_and_do_not_tell_the_token()
    {
        var good = new JiraOptions { Url = new("https://jira.example.org"), Email = "a@example.com", Token = "j1ra-t0ken" };
        good.Validate().ShouldBeEmpty();
        $"{good}".ShouldNotContain("j1ra-t0ken");
        (good with { Email = null, Token = null }).Validate().ShouldBeEmpty();
        Keys(new()).ShouldBe(["Freshmaker:Jira:Url"]);
        Keys(good with { Token = null }).ShouldBe(["Freshmaker:Jira:Email"]);
        Keys(good with { Token = null, TokenFile = typeof(JiraTests).Assembly.Location }).ShouldBeEmpty();
        Keys(good with { TokenFile = typeof(JiraTests).Assembly.Location }).ShouldBe(["one"]);
        Keys(good with { Email = null, Token = null, TokenFile = "/no/such/file" }).ShouldBe(["Freshmaker:Jira:Email", "Freshmaker:Jira:TokenFile"]);
        Keys(good with { Email = "a:b", Token = "two words", Field = "a,b" }).ShouldBe(["Freshmaker:Jira:Email", "Freshmaker:Jira:Token", "Freshmaker:Jira:Field"]);
        Should.Throw<ArgumentException>(() => new ServiceCollection().AddErrata(new() { Url = new("https://errata.example.org") }, new())).Message.ShouldContain("Freshmaker:Jira:Url");
        Should.Throw<ArgumentException>(() => new ServiceCollection().AddErrata(new())).Message.ShouldContain("Freshmaker:Errata:Url");

        static IEnumerable<string> Keys(JiraOptions options) => options.Validate().Select(problem => problem.Split(' ')[0]);
    }
}
