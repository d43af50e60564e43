namespace Freshmaker.Domain.Messages;

/// <summary>All topic families that are understood, and the choice of the one for a topic.</summary>
/// <param name="topicPrefixes">Configured prefixes such as <c>org.fedoraproject.prod</c>; a topic is prefix, dot, suffix.</param>
public sealed class MessageParsers(IReadOnlyList<string> topicPrefixes)
{
    public static IReadOnlyList<IMessageParser> All { get; } = [new GitReceiveParser(), new PagureGitReceiveParser(), new ModuleStateChangeParser()];

    /// <summary>The bindings of one family: every prefix with the family's suffix.</summary>
    public IEnumerable<string> BindingKeys(IMessageParser parser) =>
        topicPrefixes.Select(prefix => $"{prefix}.{parser.TopicSuffix}{(parser.TakesLongerTopics ? ".#" : "")}");

    /// <summary>Parses with the family that the topic belongs to; a topic of none is not for us.</summary>
    public ParseResult Parse(BusMessage message) =>
        All.FirstOrDefault(p => topicPrefixes.Any(prefix => Belongs(message.Topic, $"{prefix}.{p.TopicSuffix}", p.TakesLongerTopics)))?.Parse(message)
        ?? new ParseResult.NotForUs($"no parser takes the topic {message.Topic}");

    static bool Belongs(string topic, string family, bool longer) =>
        topic.StartsWith(family, StringComparison.Ordinal) && (topic.Length == family.Length || (longer && topic[family.Length] == '.'));
}
