using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Rebuilding.Bursts;
using Marten;
using Wolverine;

namespace Freshmaker.Host.Rebuilding;

/// <summary>The events of a decision, saved in the transaction of the command.</summary>
public sealed record Record(Opened Opened, Decision Decision) : ISideEffect
{
    /// <summary>What each event follows from; null when all follow from the message that is being handled.</summary>
    public IReadOnlyList<BurstMember>? Causes { get; init; }

    public void Execute(IDocumentSession session, RebuildStore store) => store.Save(session, Opened, Decision, Causes);
}

/// <summary>Decisions as what Wolverine understands: events to save, and the work newly owed to send.</summary>
public static class Outcome
{
    public static (Record, OutgoingMessages) Record(this Opened opened, Decision decision) =>
        (new(opened, decision), Send(RebuildProcess.NewlyOwed(opened.State, decision)));

    public static OutgoingMessages Send(IEnumerable<Work> work) => Send([], work, correlationId: null);

    /// <param name="messages">To add to.</param>
    /// <param name="work">What is owed.</param>
    /// <param name="correlationId">What it follows from, if not from the message that is being handled.</param>
    public static OutgoingMessages Send(OutgoingMessages messages, IEnumerable<Work> work, string? correlationId)
    {
        foreach (var item in work)
        {
            if (item.NotBefore is null && correlationId is null)
                messages.Add(item);
            else
                messages.Add(item, new DeliveryOptions { ScheduledTime = item.NotBefore, CorrelationId = correlationId });
        }

        return messages;
    }
}
