using System.Text;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace Freshmaker.Domain.Tests.Messages;

/// <summary>Whatever comes over the bus: it is read, parsed and recorded, or refused, but nothing throws.</summary>
public sealed class Mutated_messages
{
    static readonly MessageParsers Parsers = new([Some.Prefix, "org.fedoraproject.stg", "io.pagure.prod", "VirtualTopic.eng"]);

    static readonly JsonMutation Odd = new("\"refs/heads/\"", "\"0000000000\"");

    [Fact]
    public void with_replaced_or_dropped_parts_throw_nothing() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(3000),
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), choices =>
        {
            var choice = new Choices(choices);
            Read(Odd.Mutate(Encoding.UTF8.GetString(Samples.Read(Samples.All[choice.Of(Samples.All.Count)])), choice));
        }));

    [Fact]
    public void with_random_bytes_throw_nothing() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(3000),
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), choices =>
        {
            var choice = new Choices(choices);
            Read(JsonMutation.Spoil(Samples.Read(Samples.All[choice.Of(Samples.All.Count)]), choice.Of(6) + 1, choice));
        }));

    [Fact]
    public void are_made_of_samples_of_every_family() => MessageParsers.All.Select(p => p.TopicSuffix)
        .Where(suffix => !Samples.All.Any(file => Encoding.UTF8.GetString(Samples.Read(file)).Contains($".{suffix}\"", StringComparison.Ordinal))).ShouldBeEmpty();

    [Theory]
    [InlineData("""{"\ud800": 1}""")]
    [InlineData("""{"topi\ud800": 1, "topic": "t"}""")]
    [InlineData("""{"topic": "\ud800", "msg": {}}""")]
    [InlineData("""{"topic": "org.fedoraproject.prod.git.receive", "msg": {"commit\ud800": 1, "\udc00": 2}}""")]
    [InlineData("""{"topic": "org.fedoraproject.prod.git.receive", "msg": {"commit": {"rep\ud800": 1}}}""")]
    [InlineData("""{"topic": "org.fedoraproject.prod.git.receive", "msg": [1, 2]}""")]
    [InlineData("""{"topic": "org.fedoraproject.prod.mbs.module.state.change", "msg": "x"}""")]
    public void that_once_made_or_could_make_trouble(string body) => Read(Encoding.UTF8.GetBytes(body));

    static void Read(byte[] bytes)
    {
        var (message, refusal) = BusMessageReader.Read(Some.Wire(bytes));
        (message is null).ShouldBe(refusal is not null);
        if (message is null)
            return;
        var result = Parsers.Parse(message);
        if (result is ParseResult.Refused { Refusal: var broken })
            (broken.Field.Length > 0 && broken.Rule.Contains("must", StringComparison.Ordinal)).ShouldBeTrue($"'{broken}' names no field and rule");
        if (result is ParseResult.Triggered { Trigger: var trigger })
            Receiving.Open(message, trigger, ["H"], CascadePosition.First("r")).Events.Count.ShouldBe(2);
    }
}
