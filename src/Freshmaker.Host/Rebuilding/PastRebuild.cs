using Freshmaker.Domain.Rebuilds;
using Freshmaker.Projections;
using JasperFx.Events;

namespace Freshmaker.Host.Rebuilding;

/// <summary>A rebuild as it stood at some time: folded from the events that had been recorded by then, and from nothing else.</summary>
/// <param name="At">The time; whatever else is told along with it is told as of then.</param>
/// <param name="State">What decisions were made from.</param>
/// <param name="Rows">What lists showed.</param>
/// <param name="Events">What had happened.</param>
public sealed record PastRebuild(DateTimeOffset At, Rebuild State, FoldedHistory Rows, IReadOnlyList<IRebuildEvent> Events)
{
    public string Id => State.Id;

    /// <summary>The message that it began with.</summary>
    public MessageReceived? Message => Events.OfType<MessageReceived>().FirstOrDefault();

    /// <param name="events">The beginning of a stream.</param>
    /// <param name="at">Null: when the last of the events was recorded.</param>
    /// <returns>Null when it had not begun.</returns>
    public static PastRebuild? Of(IReadOnlyList<IEvent> events, DateTimeOffset? at)
    {
        if (FoldedHistory.Of(events) is not { } rows)
            return null;
        List<IRebuildEvent> history = [.. events.Select(e => e.Data).OfType<IRebuildEvent>()];
        return new(at ?? events[^1].Timestamp.ToUniversalTime(), history.Aggregate(new Rebuild(rows.Rebuild.Id), Rebuild.Fold), rows, history);
    }
}
