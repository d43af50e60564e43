namespace Freshmaker.Domain.Messages;

/// <summary>
/// Advisories that change their status, <c>errata.activity.status</c> (behaviour.md §1.2 T7). Only the one that ships it matters. The same status is told
/// several times; <see cref="Trigger.Fact"/> makes that one. Nothing is asked of the Errata Tool here: that is planning.
/// </summary>
public sealed class AdvisoryStatusParser : IMessageParser
{
    const string Shipped = "SHIPPED_LIVE";

    public string TopicSuffix => "errata.activity.status";

    public ParseResult Parse(BusMessage message) => message.Body.Text("to") switch
    {
        null => ParseResult.Refuse("to", "must be a text: the advisory's new status"),
        not Shipped and var status => new ParseResult.NotForUs($"an advisory that becomes {status}"),
        _ when message.Body.WholeNumber("errata_id") is > 0 and var id => new ParseResult.Triggered(new AdvisoryShipped(id)),
        _ => ParseResult.Refuse("errata_id", "must be a positive whole number"),
    };
}
