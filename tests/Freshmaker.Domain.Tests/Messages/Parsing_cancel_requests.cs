using Freshmaker.Domain.Messages;

namespace Freshmaker.Domain.Tests.Messages;

public sealed class Parsing_cancel_requests
{
    [Fact]
    public void a_request_to_cancel_builds() => Asked(Samples.ParseFile("cancel-request.json"), 904, 7710, 7711);

    [Fact]
    public void the_senders_own_count_of_attempts_does_not_matter() => Asked(Cancel(rest: """, "try": 99"""), 904, 7710);

    [Fact]
    public void a_rebuild_of_which_nothing_was_being_built() => Asked(Cancel(builds: "[]"), 904);

    [Fact]
    public void numbers_may_be_texts_and_count_once() => Asked(Cancel(@event: "\"904\"", builds: """["7710", 7711, 7710]"""), 904, 7710, 7711);

    [Theory]
    [InlineData("null")]
    [InlineData("5")]
    [InlineData("\"cancel\"")]
    [InlineData("\"EventCancel\"")]
    [InlineData("\"eventretry\"")]
    public void an_action_that_is_not_the_topics_is_refused(string action) => Cancel(action: action).ShouldBeRefused("action", "must be 'eventcancel'");

    [Theory]
    [InlineData("null")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("\"x\"")]
    [InlineData("[904]")]
    public void a_rebuild_that_is_no_positive_whole_number_is_refused(string @event) => Cancel(@event: @event).ShouldBeRefused("event_id", "positive whole number");

    [Theory]
    [InlineData("null", "builds_id", "list")]
    [InlineData("7710", "builds_id", "list")]
    [InlineData("{}", "builds_id", "list")]
    [InlineData("[7710, null]", "builds_id[1]", "positive whole number")]
    [InlineData("[0]", "builds_id[0]", "positive whole number")]
    [InlineData("[1.5]", "builds_id[0]", "positive whole number")]
    [InlineData("[[7710]]", "builds_id[0]", "positive whole number")]
    public void builds_that_are_no_list_of_numbers_are_refused(string builds, string field, string rule) => Cancel(builds: builds).ShouldBeRefused(field, rule);

    static void Asked(ParseResult result, long rebuild, params long[] builds)
    {
        var asked = result.ShouldBeOfType<ParseResult.CancelAsked>();
        asked.Rebuild.ShouldBe(rebuild);
        asked.Builds.ShouldBe(builds);
    }

    static ParseResult Cancel(string action = "\"eventcancel\"", string @event = "904", string builds = "[7710]", string rest = "") =>
        Samples.Parse("freshmaker.manage.eventcancel", $$"""{"action": {{action}}, "event_id": {{@event}}, "builds_id": {{builds}}{{rest}}}""");
}
