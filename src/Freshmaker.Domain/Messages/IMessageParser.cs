namespace Freshmaker.Domain.Messages;

/// <summary>Understands one family of topics. Pure, and never throws on strange input.</summary>
public interface IMessageParser
{
    /// <summary>The topic after the configured prefix, for example <c>git.receive</c>.</summary>
    string TopicSuffix { get; }

    /// <summary>Whether topics with further segments belong to the family too (<c>git.receive.&lt;repo&gt;.&lt;branch&gt;</c>).</summary>
    bool TakesLongerTopics => false;

    ParseResult Parse(BusMessage message);
}
