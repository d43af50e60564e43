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

    [Theory]
    [InlineData("VirtualTopic.eng", "/topic/VirtualTopic.eng.brew.task.closed")]
    [InlineData("VirtualTopic.eng", "VirtualTopic.eng.brew.task.closed")]
    [InlineData("/topic/VirtualTopic.eng", "/topic/VirtualTopic.eng.brew.task.closed")]
    [InlineData("/topic/VirtualTopic.eng", "VirtualTopic.eng.brew.task.closed")]
    public void a_STOMP_bus_writes_more_before_its_topics_than_its_prefix(string prefix, string topic) =>
        new MessageParsers([prefix]).Parse(Some.Message("{}", topic)).ShouldBeRefused("info");

    [Theory]
    [InlineData("/topic/topic/VirtualTopic.eng.brew.task.closed")]
    [InlineData("/queue/VirtualTopic.eng.brew.task.closed")]
    [InlineData("/topic/VirtualTopic.eng.brew.task.closed.more")]
    [InlineData("/topic/VirtualTopic.eng.brew.task.assigned")]
    public void and_nothing_else(string topic) => new MessageParsers(["VirtualTopic.eng"]).Parse(Some.Message("{}", topic)).ShouldNotBeForUs();

    [Fact]
    public void a_binding_has_the_prefix_as_it_is_configured() =>
        new MessageParsers(["/topic/VirtualTopic.eng"]).BindingKeys(new BrewTaskParser("closed")).ShouldBe(["/topic/VirtualTopic.eng.brew.task.closed"]);

    [Fact]
    public void every_family_is_reached_by_its_own_topic() => MessageParsers.All
        .Where(p => Parsers.Parse(Some.Message("{}", $"io.pagure.prod.{p.TopicSuffix}")) is ParseResult.NotForUs { Because: var because } && because.StartsWith("no parser"))
        .ShouldBeEmpty();

    [Fact]
    public void without_prefixes_nothing_is_for_us() => new MessageParsers([]).Parse(Some.Message()).ShouldNotBeForUs();

    [Fact]
    public void bindings_name_every_prefix_and_the_longer_topics() => MessageParsers.All.SelectMany(Parsers.BindingKeys).ShouldBe(
        new[]
        {
            "git.receive.#", "pagure.git.receive", "mbs.module.state.change", "bodhi.update.complete.stable", "buildsys.task.state.change", "brew.task.closed",
            "brew.task.failed", "brew.task.canceled", "buildsys.build.state.change", "errata.activity.status", "odcs.state.change", "odcs.compose.state.change",
            "odcs.compose.state-changed", "freshmaker.manual.rebuild", "freshmaker.async.manual.build", "freshmaker.module.manual.rebuild",
            "freshmaker.manage.eventcancel",
        }.SelectMany(family => new[] { $"org.fedoraproject.prod.{family}", $"io.pagure.prod.{family}" }));
}
