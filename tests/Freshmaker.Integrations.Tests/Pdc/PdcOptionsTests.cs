using Freshmaker.Integrations.Pdc;
using Microsoft.Extensions.DependencyInjection;

namespace Freshmaker.Integrations.Tests.Pdc;

public sealed class PdcOptionsTests
{
    static readonly PdcOptions Good = new() { Url = new("https://pdc.example.org/rest_api/v1") };

    [Fact]
    public void Good_options_have_no_problem() => Good.Validate().ShouldBeEmpty();

    [Theory]
    [InlineData(null, "Freshmaker:Pdc:Url must be given")]
    [InlineData("pdc.example.org", "Freshmaker:Pdc:Url must be an absolute http or https URL")]
    [InlineData("ftp://pdc.example.org", "Freshmaker:Pdc:Url must be an absolute http or https URL")]
    [InlineData("https://joe:hush@pdc.example.org", "Freshmaker:Pdc:Url must not carry a user name or password")]
    [InlineData("https://pdc.example.org/?a=b", "Freshmaker:Pdc:Url must not have a query or fragment")]
    public void A_bad_url_is_named_with_the_rule(string? url, string problem) =>
        (Good with { Url = url is null ? null : new(url, UriKind.RelativeOrAbsolute) }).Validate().ShouldBe([problem]);

    [Fact]
    public void Every_limit_has_a_rule() =>
        (Good with
        {
            PageSize = 0,
            MaxPages = 0,
            NamesPerQuery = 0,
            Limits = new() { TotalTimeout = TimeSpan.Zero, Retries = -1, RetryDelay = -TimeSpan.FromSeconds(1), MaxConcurrency = 0, MaxResponseBytes = 0, BreakAfter = 0, BreakDuration = TimeSpan.Zero },
        }).Validate().Select(problem => problem.Split(' ')[0].Split(':')[^1])
            .ShouldBe(["TotalTimeout", "AttemptTimeout", "Retries", "RetryDelay", "MaxConcurrency", "MaxResponseBytes", "BreakAfter", "BreakDuration", "PageSize", "MaxPages", "NamesPerQuery"]);

    [Fact]
    public void Bad_options_are_refused_with_all_that_is_wrong() =>
        Should.Throw<ArgumentException>(() => new ServiceCollection().AddPdc(new() { PageSize = 0 })).Message.ShouldContain("Url must be given; Freshmaker:Pdc:PageSize");
}
