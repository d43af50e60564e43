using Freshmaker.Domain.Messages;

namespace Freshmaker.Domain.Tests.Messages;

public sealed class Parsing_module_states
{
    static readonly ModuleBuildProgress Webstack =
        new(5120, "webstack", "4", ModuleBuildState.Ready, null, "20310504030201", "c0ffee42", "c0ffee1");

    [Fact]
    public void a_ready_module_is_a_trigger_and_progress() => Samples.TopicShouldBecome(
        "mbs-ready.json", new ParseResult.Triggered(new ModuleReady("webstack", "4", 5120, "20310504030201", "c0ffee42", "c0ffee1"), Webstack));

    [Fact]
    public void the_form_of_2017_has_no_context() => Samples.TopicShouldBecome(
        "mbs-2017-wait.json", new ParseResult.Progressed(new ModuleBuildProgress(2, "webstack", "master", ModuleBuildState.Wait, null, "20161115001755", null, "620ec77")));

    [Fact]
    public void a_scratch_build_triggers_nothing() => Samples.TopicShouldBecome(
        "mbs-scratch-ready.json", new ParseResult.Progressed(Webstack with { BuildId = 5121 }));

    [Fact]
    public void numbers_may_be_texts() => Samples.TopicShouldBecome(
        "mbs-failed-bare.json", new ParseResult.Progressed(new ModuleBuildProgress(
            5122, "webstack", "4", ModuleBuildState.Failed, "Component(s) libcapsule failed to build.", "20310504030201", "c0ffee42", Some.OtherRevision)),
        "org.fedoraproject.prod.mbs.module.state.change");

    [Theory]
    [InlineData(0, ModuleBuildState.Init)]
    [InlineData(1, ModuleBuildState.Wait)]
    [InlineData(2, ModuleBuildState.Build)]
    [InlineData(3, ModuleBuildState.Done)]
    [InlineData(4, ModuleBuildState.Failed)]
    [InlineData(6, ModuleBuildState.Garbage)]
    public void every_state_but_ready_is_progress_only(int number, ModuleBuildState state) =>
        Change(state: $"{number}").ShouldBeOfType<ParseResult.Progressed>().Progress.ShouldBeOfType<ModuleBuildProgress>().State.ShouldBe(state);

    [Fact]
    public void ready_is_a_trigger() => Change(state: "5").ShouldBeOfType<ParseResult.Triggered>().Progress.ShouldBeOfType<ModuleBuildProgress>().State.ShouldBe(ModuleBuildState.Ready);

    [Theory]
    [InlineData("7")]
    [InlineData("-1")]
    [InlineData("null")]
    [InlineData("\"ready\"")]
    [InlineData("2.5")]
    [InlineData("{}")]
    [InlineData("1e400")]
    [InlineData("99999999999999999999")]
    public void a_state_that_MBS_does_not_have_is_refused(string state) => Change(state: state).ShouldBeRefused("state", "0 to 6");

    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("null")]
    [InlineData("\"x\"")]
    [InlineData("1.5")]
    [InlineData("99999999999999999999")]
    public void an_id_that_is_no_positive_whole_number_is_refused(string id) => Change(id: id).ShouldBeRefused("id", "positive whole number");

    [Fact]
    public void names_that_are_missing_or_dangerous_are_refused()
    {
        Samples.Parse("mbs.module.state.change", """{"id": 1, "state": 5}""").ShouldBeRefused("name", "not empty");
        Change(name: "null").ShouldBeRefused("name", "not empty");
        Change(name: "7").ShouldBeRefused("name", "not empty");
        Change(name: "\"a/b\"").ShouldBeRefused("name", "slash");
        Change(stream: "null").ShouldBeRefused("stream", "not empty");
        Change(stream: "[]").ShouldBeRefused("stream", "not empty");
        Change(stream: "\"-x\"").ShouldBeRefused("stream", "begin with '-'");
        Change(stream: "\"a/../b\"").ShouldBeRefused("stream", "'..'");
        Change(stream: $"\"{new string('9', 10_240)}\"").ShouldBeRefused("stream", "255");
    }

    [Fact]
    public void a_stream_may_have_a_slash_and_a_quote() =>
        Change(stream: "\"f/4'\\\"\"").ShouldBeOfType<ParseResult.Progressed>().Progress.ShouldBeOfType<ModuleBuildProgress>().Stream.ShouldBe("f/4'\"");

    [Theory]
    [InlineData("7")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("\"\\ud800\"")]
    public void what_is_not_needed_may_be_garbled(string value)
    {
        var progress = Change(rest: $$""", "scmurl": {{value}}, "context": {{value}}, "state_reason": {{value}}, "scratch": {{value}}""")
            .ShouldBeOfType<ParseResult.Progressed>().Progress.ShouldBeOfType<ModuleBuildProgress>();

        progress.Revision.ShouldBeNull();
        progress.Context.ShouldBeNull();
        progress.StateReason.ShouldBeNull();
    }

    [Fact] // PostgreSQL's jsonb cannot hold a NUL: such a message could never be stored
    public void a_NUL_in_a_text_is_replaced() =>
        Change(rest: """, "state_reason": "a\u0000b", "version": "\u0000", "context": "\u0000" """).ShouldBeOfType<ParseResult.Progressed>().Progress.ShouldBeOfType<ModuleBuildProgress>()
            .ShouldBe(new(1, "webstack", "4", ModuleBuildState.Build, "a\uFFFDb", "\uFFFD", "\uFFFD", null));

    [Fact]
    public void a_NUL_in_a_name_is_refused() => Change(name: "\"a\\u0000b\"").ShouldBeRefused("name", "control characters");

    static ParseResult Change(string id = "1", string name = "\"webstack\"", string stream = "\"4\"", string state = "2", string rest = "") => Samples.Parse(
        "mbs.module.state.change", $$"""{"id": {{id}}, "name": {{name}}, "stream": {{stream}}, "state": {{state}}{{rest}}}""");
}
