using Freshmaker.Domain.Messages;

namespace Freshmaker.Domain.Tests.Messages;

/// <summary>Messages as they come over the wire, kept as files.</summary>
static class Samples
{
    static readonly string Folder = Repository.PathOf("tests", "Freshmaker.Domain.Tests", "Messages", "Samples");
    static readonly MessageParsers Parsers = new([Some.Prefix, "org.fedoraproject.stg", "io.pagure.prod", "VirtualTopic.eng"]);

    public static IReadOnlyList<string> All { get; } = [.. Directory.EnumerateFiles(Folder, "*.json").Order(StringComparer.Ordinal).Select(f => Path.GetFileName(f))];

    public static byte[] Read(string file) => File.ReadAllBytes(Path.Combine(Folder, file));

    /// <summary>Reads the sample as it would come from the bus, parses it, and compares. The topic of a bare body is its routing key.</summary>
    public static void TopicShouldBecome(string file, ParseResult expected, string? topic = null) => ParseFile(file, topic).ShouldBe(expected);

    /// <summary>The same, for a trigger that holds lists: compared as it is stored.</summary>
    public static void TopicShouldTrigger(string file, Trigger expected) => ParseFile(file).ShouldTrigger(expected);

    public static void ShouldTrigger(this ParseResult result, Trigger expected)
    {
        var trigger = result.ShouldBeOfType<ParseResult.Triggered>().Trigger;
        trigger.GetType().ShouldBe(expected.GetType());
        Storage.Stored.Json(trigger).ShouldBe(Storage.Stored.Json(expected));
    }

    public static ParseResult ParseFile(string file, string? topic = null)
    {
        var (message, refusal) = BusMessageReader.Read(Some.Wire(Read(file), id: null, topic: topic, headers: ("message-id", Some.MessageId)));
        refusal.ShouldBeNull();
        return Parsers.Parse(message!);
    }

    /// <summary>The same for a body given as text.</summary>
    public static ParseResult Parse(string topicSuffix, string body) => Parsers.Parse(Some.Message(body, $"{Some.Prefix}.{topicSuffix}"));

    public static void ShouldBeRefused(this ParseResult result, string field, string? rule = null)
    {
        var refusal = result.ShouldBeOfType<ParseResult.Refused>().Refusal;
        refusal.Field.ShouldBe(field);
        refusal.Rule.ShouldContain(rule ?? "must");
    }

    public static string ShouldNotBeForUs(this ParseResult result) => result.ShouldBeOfType<ParseResult.NotForUs>().Because;
}
