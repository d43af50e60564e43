using Freshmaker.Domain.Messages;

namespace Freshmaker.Domain.Tests.Messages;

public sealed class Matching_topics
{
    static readonly MessageParsers Parsers = new(["org.fedoraproject.prod", "io.pagure.prod"]);

    [Theory]
    [InlineData("org.fedoraproject.prod.git.receive", "commit")]
    [InlineData("org.fedoraproject.prod.git.receive.libcapsule.f17", "commit")]
    [InlineData("io.pagure.prod.git.receive", "commit")]
    [InlineData("org.fedoraproject.prod.pagure.git.receive", "repo")]
    [InlineData("io.pagure.prod.pagure.git.receive", "repo")]
    [InlineData("org.fedoraproject.prod.mbs.module.state.change", "id")]
    public void a_topic_of_ours_reaches_its_parser(string topic, string firstFieldItMisses) =>
        Parsers.Parse(Some.Message("{}", topic)).ShouldBeRefused(firstFieldItMisses);

    [Theory]
    [InlineData("org.fedoraproject.prod.git.receivex")]
    [InlineData("org.fedoraproject.prod.git.receive_")]
    [InlineData("org.fedoraproject.prod.git")]
    [InlineData("org.fedoraproject.stg.git.receive")]
    [InlineData("org.fedoraproject.prodgit.receive")]
    [InlineData("x.org.fedoraproject.prod.git.receive")]
    [InlineData("ORG.FEDORAPROJECT.PROD.GIT.RECEIVE")]
    [InlineData("git.receive")]
    [InlineData("org.fedoraproject.prod.mbs.module.state.change.more")]
    [InlineData("org.fedoraproject.prod.pagure.git.receive.more")]
    [InlineData("/topic/VirtualTopic.eng.brew.task.closed")]
    public void any_other_topic_is_not_for_us(string topic) =>
        Parsers.Parse(Some.Message("{}", topic)).ShouldBe(new ParseResult.NotForUs($"no parser takes the topic {topic}"));

    [Fact]
    public void without_prefixes_nothing_is_for_us() => new MessageParsers([]).Parse(Some.Message()).ShouldNotBeForUs();

    [Fact]
    public void bindings_name_every_prefix_and_the_longer_topics() => MessageParsers.All.SelectMany(Parsers.BindingKeys).ShouldBe(
    [
        "org.fedoraproject.prod.git.receive.#", "io.pagure.prod.git.receive.#",
        "org.fedoraproject.prod.pagure.git.receive", "io.pagure.prod.pagure.git.receive",
        "org.fedoraproject.prod.mbs.module.state.change", "io.pagure.prod.mbs.module.state.change",
    ]);
}
