using System.Text;
using System.Text.Json.Nodes;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Rebuilds;
using FsCheck;
using FsCheck.Fluent;

namespace Freshmaker.Domain.Tests.Messages;

/// <summary>Whatever comes over the bus: it is read, parsed and recorded, or refused, but nothing throws.</summary>
public sealed class Mutated_messages
{
    static readonly MessageParsers Parsers = new([Some.Prefix, "org.fedoraproject.stg", "io.pagure.prod", "VirtualTopic.eng"]);

    static readonly string?[] Replacements =
    [
        "null", "0", "-1", "1e308", "1e999", "99999999999999999999", "true", "\"\"", "\" \"", "\"..\"", "\"\\u0000\"", "\"\\ud800\"", "[]", "{}", "[[{}]]",
        """{"\ud800": 1}""", "\"refs/heads/\"", "\"0000000000\"", $"\"{new string('x', 10_240)}\"",
    ];

    [Fact]
    public void with_replaced_or_dropped_parts_throw_nothing() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(3000),
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), choices =>
        {
            var choice = new Choices(choices);
            var body = JsonNode.Parse(Samples.Read(Samples.All[choice.Of(Samples.All.Count)]))!;
            for (var i = choice.Of(4); i >= 0; i--)
                Mutate(body, choice);
            Read(Encoding.UTF8.GetBytes(Choices.Raw(body.ToJsonString())));
        }));

    [Fact]
    public void with_random_bytes_throw_nothing() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(3000),
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), choices =>
        {
            var choice = new Choices(choices);
            var bytes = Samples.Read(Samples.All[choice.Of(Samples.All.Count)]);
            for (var i = choice.Of(6); i >= 0; i--)
                bytes[(choice.Of(256) * 256 + choice.Of(256)) % bytes.Length] = (byte)choice.Of(256);
            Read(bytes);
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

    static void Mutate(JsonNode body, Choices choice)
    {
        List<JsonNode> places = [];
        Collect(body, places);
        if (places.Count == 0)
            return;
        var place = places[choice.Of(places.Count)];
        var drop = choice.Of(3) == 0;
        if (place.Parent is JsonObject parent)
        {
            var name = place.GetPropertyName();
            if (drop)
                parent.Remove(name);
            else
                parent[name] = choice.Marker();
        }
        else if (place.Parent is JsonArray array)
        {
            array[place.GetElementIndex()] = choice.Marker();
        }
    }

    static void Collect(JsonNode? node, List<JsonNode> places)
    {
        IEnumerable<JsonNode?> children = node switch
        {
            JsonObject o => o.Select(p => p.Value),
            JsonArray a => a,
            _ => [],
        };
        foreach (var child in children.OfType<JsonNode>())
        {
            places.Add(child);
            Collect(child, places);
        }
    }

    /// <summary>Decisions taken from random bytes, so that a failure shrinks to few of them.</summary>
    sealed class Choices(byte[] bytes)
    {
        int _next;

        public int Of(int count) => _next < bytes.Length ? bytes[_next++] % count : 0;

        /// <summary>Stands for a replacement that JsonNode itself would refuse to hold, such as 1e999 or a lone surrogate.</summary>
        public string Marker() => $"@@{Of(Replacements.Length)}@@";

        public static string Raw(string json) => Enumerable.Range(0, Replacements.Length).Aggregate(json, (text, i) => text.Replace($"\"@@{i}@@\"", Replacements[i], StringComparison.Ordinal));
    }
}
