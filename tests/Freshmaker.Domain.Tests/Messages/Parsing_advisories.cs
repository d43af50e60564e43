using Freshmaker.Domain.Messages;

namespace Freshmaker.Domain.Tests.Messages;

public sealed class Parsing_advisories
{
    [Fact]
    public void an_advisory_that_ships_is_a_trigger() => Samples.TopicShouldBecome("errata-shipped.json", new ParseResult.Triggered(new AdvisoryShipped(140221)));

    [Fact]
    public void any_other_status_is_not_for_us() => Samples.TopicShouldBecome("errata-ready.json", new ParseResult.NotForUs("an advisory that becomes PUSH_READY"));

    [Theory]
    [InlineData("shipped_live")]
    [InlineData("SHIPPED_LIVE ")]
    [InlineData("")]
    public void a_status_is_what_the_tool_calls_it(string status) => Status($"\"{status}\"", "1").ShouldNotBeForUs();

    [Fact]
    public void the_number_of_an_advisory_of_no_interest_does_not_matter() => Status("\"QE\"", "null").ShouldNotBeForUs();

    [Fact]
    public void the_number_may_be_a_text() => Status("\"SHIPPED_LIVE\"", "\"140221\"").ShouldBe(new ParseResult.Triggered(new AdvisoryShipped(140221)));

    [Theory]
    [InlineData("null")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("\"RHSA-2031:0042\"")]
    [InlineData("[140221]")]
    public void a_number_that_is_no_positive_whole_number_is_refused(string id) => Status("\"SHIPPED_LIVE\"", id).ShouldBeRefused("errata_id", "positive whole number");

    [Theory]
    [InlineData("null")]
    [InlineData("5")]
    [InlineData("{}")]
    [InlineData("\"\\ud800\"")]
    public void a_status_that_is_no_text_is_refused(string status) => Status(status, "1").ShouldBeRefused("to", "text");

    static ParseResult Status(string to, string id) => Samples.Parse("errata.activity.status", $$"""{"errata_id": {{id}}, "from": "PUSH_READY", "to": {{to}}}""");
}
