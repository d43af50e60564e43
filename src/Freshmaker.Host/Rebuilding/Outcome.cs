using Freshmaker.Domain.Rebuilds;
using Marten;
using Wolverine;

namespace Freshmaker.Host.Rebuilding;

/// <summary>The events of a decision, saved in the transaction of the command.</summary>
public sealed record Record(Opened Opened, Decision Decision) : ISideEffect
{
    public void Execute(IDocumentSession session, RebuildStore store) => store.Save(session, Opened, Decision);
}

/// <summary>Decisions as what Wolverine understands: events to save, and the work newly owed to send.</summary>
public static class Outcome
{
    public static (Record, OutgoingMessages) Record(this Opened opened, Decision decision) =>
        (new(opened, decision), Send(RebuildProcess.NewlyOwed(opened.State, decision)));

    public static OutgoingMessages Send(IEnumerable<Work> work)
    {
        var messages = new OutgoingMessages();
        foreach (var item in work)
        {
            if (item.NotBefore is { } time)
                messages.Schedule(item, time);
            else
                messages.Add(item);
        }

        return messages;
    }
}
