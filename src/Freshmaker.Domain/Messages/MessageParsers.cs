namespace Freshmaker.Domain.Messages;

/// <summary>All topic families that are understood, and the choice of the one for a topic.</summary>
public sealed class MessageParsers
{
    /// <summary>What a STOMP bus writes before its topics (messages.md §2). Bridges keep or drop it, so topics and prefixes are compared without.</summary>
    const string StompPrefix = "/topic/";

    readonly IReadOnlyList<string> _topicPrefixes;

    // Every message of the bus is compared with these, so they are put together once.
    readonly (string Topic, bool Longer, IMessageParser Parser)[] _families;

    /// <param name="topicPrefixes">Configured prefixes such as <c>org.fedoraproject.prod</c> or <c>VirtualTopic.eng</c>; a topic is prefix, dot, suffix.</param>
    public MessageParsers(IReadOnlyList<string> topicPrefixes)
    {
        _topicPrefixes = topicPrefixes;
        _families = [.. All.SelectMany(p => topicPrefixes.Select(prefix => ($"{WithoutStomp(prefix)}.{p.TopicSuffix}", p.TakesLongerTopics, p)))];
    }

    public static IReadOnlyList<IMessageParser> All { get; } =
    [
        new GitReceiveParser(), new PagureGitReceiveParser(), new ModuleStateChangeParser(),
        new BodhiUpdateStableParser(),
        new KojiTaskStateParser(), new BrewTaskParser("closed"), new BrewTaskParser("failed"), new BrewTaskParser("canceled"), new KojiBuildStateParser(),
        new AdvisoryStatusParser(),
        new ComposeStateParser("odcs.state.change"), new ComposeStateParser("odcs.compose.state.change"), new ComposeStateParser("odcs.compose.state-changed"),
        new AdvisoryRebuildRequestParser(), new ImageRebuildRequestParser(), new ModuleRebuildRequestParser(), new CancelRequestParser(),
    ];

    /// <summary>The bindings of one family: every prefix, as it is configured, with the family's suffix.</summary>
    public IEnumerable<string> BindingKeys(IMessageParser parser) =>
        _topicPrefixes.Select(prefix => $"{prefix}.{parser.TopicSuffix}{(parser.TakesLongerTopics ? ".#" : "")}");

    /// <summary>Parses with the family that the topic belongs to; a topic of none is not for us.</summary>
    public ParseResult Parse(BusMessage message)
    {
        var topic = WithoutStomp(message.Topic);
        foreach (var family in _families)
        {
            if (Belongs(topic, family.Topic, family.Longer))
                return family.Parser.Parse(message);
        }

        return new ParseResult.NotForUs($"no parser takes the topic {message.Topic}");
    }

    static string WithoutStomp(string topic) => topic.StartsWith(StompPrefix, StringComparison.Ordinal) ? topic[StompPrefix.Length..] : topic;

    static bool Belongs(string topic, string family, bool longer) =>
        topic.StartsWith(family, StringComparison.Ordinal) && (topic.Length == family.Length || (longer && topic[family.Length] == '.'));
}
