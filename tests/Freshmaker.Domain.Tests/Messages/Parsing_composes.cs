using Freshmaker.Domain.Messages;

namespace Freshmaker.Domain.Tests.Messages;

public sealed class Parsing_composes
{
    static readonly DateTimeOffset Expiry = new(2031, 5, 5, 3, 2, 1, TimeSpan.Zero);

    [Fact]
    public void a_compose_that_is_done() => Samples.TopicShouldBecome("odcs-done.json", Progressed(
        new(991204, ComposeState.Done, "Compose is generated successfully", "pulp", "baseos-rpms appstream-rpms", Expiry)));

    [Fact]
    public void the_form_of_the_first_year_has_only_a_number() =>
        Samples.TopicShouldBecome("odcs-first-year.json", Progressed(new(17, ComposeState.Failed, null, "tag", "f25-updates", null)));

    [Fact]
    public void the_form_of_the_public_bus() => Samples.TopicShouldBecome("odcs-generating.json", Progressed(
        new(378, ComposeState.Generating, null, "raw_config", "eln#eln", new(2020, 4, 24, 5, 21, 58, TimeSpan.Zero))));

    [Theory]
    [InlineData("wait", ComposeState.Wait)]
    [InlineData("generating", ComposeState.Generating)]
    [InlineData("done", ComposeState.Done)]
    [InlineData("removed", ComposeState.Removed)]
    [InlineData("failed", ComposeState.Failed)]
    [InlineData("Done", ComposeState.Done)]
    public void the_name_of_the_state_counts_more_than_its_number(string name, ComposeState state) =>
        Compose($"\"id\": 1, \"state\": 99, \"state_name\": \"{name}\"").ShouldBe(Progressed(new(1, state, null, null, null, null)));

    [Theory]
    [InlineData("0", ComposeState.Wait)]
    [InlineData("1", ComposeState.Generating)]
    [InlineData("2", ComposeState.Done)]
    [InlineData("3", ComposeState.Removed)]
    [InlineData("\"4\"", ComposeState.Failed)]
    public void without_a_name_the_number_counts(string number, ComposeState state) =>
        Compose($"\"id\": 1, \"state\": {number}, \"state_name\": null").ShouldBe(Progressed(new(1, state, null, null, null, null)));

    [Theory]
    [InlineData("\"id\": 1, \"state\": 2, \"state_name\": \"sleeping\"", "compose.state_name", "wait, generating, done, removed, failed")]
    [InlineData("\"id\": 1, \"state\": 2, \"state_name\": \"2\"", "compose.state_name", "one of ODCS's states")]
    [InlineData("\"id\": 1, \"state\": 2, \"state_name\": \"done, failed\"", "compose.state_name", "one of ODCS's states")]
    [InlineData("\"id\": 1, \"state\": 2, \"state_name\": 2", "compose.state_name", "one of ODCS's states")]
    [InlineData("\"id\": 1", "compose.state", "0 to 4")]
    [InlineData("\"id\": 1, \"state\": 5", "compose.state", "0 to 4")]
    [InlineData("\"id\": 1, \"state\": -1", "compose.state", "0 to 4")]
    [InlineData("\"id\": 1, \"state\": \"done\"", "compose.state", "0 to 4")]
    [InlineData("\"state\": 2", "compose.id", "positive whole number")]
    [InlineData("\"id\": 0, \"state\": 2", "compose.id", "positive whole number")]
    [InlineData("\"id\": -3, \"state\": 2", "compose.id", "positive whole number")]
    [InlineData("\"id\": {}, \"state\": 2", "compose.id", "positive whole number")]
    public void what_ODCS_would_not_say_is_refused(string fields, string field, string rule) => Compose(fields).ShouldBeRefused(field, rule);

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"compose": null}""")]
    [InlineData("""{"compose": 5}""")]
    [InlineData("""{"compose": []}""")]
    public void a_body_without_a_compose_is_refused(string body) => Samples.Parse("odcs.state.change", body).ShouldBeRefused("compose", "object");

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("99")]
    [InlineData("-1")]
    [InlineData("\"\\ud800\"")]
    public void what_is_not_needed_may_be_garbled(string value) =>
        Compose($"\"id\": 1, \"state_name\": \"done\", \"source_type\": {value}, \"source\": {value}, \"state_reason\": {value}, \"time_to_expire\": {value}")
            .ShouldBe(Progressed(new(1, ComposeState.Done, null, null, null, null)));

    [Theory]
    [InlineData(1, "tag")]
    [InlineData(2, "module")]
    [InlineData(3, "repo")]
    [InlineData(4, "pulp")]
    [InlineData(5, "raw_config")]
    [InlineData(6, "build")]
    [InlineData(7, "pungi_compose")]
    [InlineData(0, null)]
    [InlineData(8, null)]
    public void kinds_of_composes(int number, string? kind) =>
        Compose($"\"id\": 1, \"state\": 2, \"source_type\": {number}").ShouldBe(Progressed(new(1, ComposeState.Done, null, kind, null, null)));

    [Fact] // PostgreSQL's jsonb cannot hold a NUL
    public void a_NUL_in_a_text_is_replaced() => Compose(""" "id": 1, "state": 2, "source": "a\u0000b", "state_reason": "\u0000" """)
        .ShouldBe(Progressed(new(1, ComposeState.Done, "\uFFFD", null, "a\uFFFDb", null)));

    static ParseResult.Progressed Progressed(ComposeProgress progress) => new(progress);

    static ParseResult Compose(string fields) => Samples.Parse("odcs.compose.state-changed", $$"""{"compose": { {{fields}} } }""");
}
