using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Rebuilding;
using JasperFx.Events;
using Marten;
using Wolverine;

namespace Freshmaker.Host.Bus;

/// <summary>How a trigger opens its rebuild, given what is known already: the same for a real one and for a preview.</summary>
static class Opening
{
    public static Decision Decide(
        BusMessage message, Trigger trigger, Known known, RebuildHandlers handlers, BuildOptions options, RebuildRequested? request = null)
    {
        var position = PositionOf(RebuildId.Of(message.Id), trigger, known);
        return known.Facts.TryGetValue(ClaimOf(trigger, options), out var handledBy)
            ? Receiving.OpenAlreadyHandled(message, trigger, position, trigger.Fact, handledBy)
            : Receiving.Open(message, trigger, handlers.For(trigger), position, IsDry(trigger, options), request);
    }

    /// <summary>Queues the new stream, what the process has to know of it, and the work that it owes.</summary>
    /// <param name="claim">What nobody else may handle from now on; null when somebody does already.</param>
    public static async Task<StreamAction> StartAsync(IDocumentSession session, IMessageBus outbox, BusMessage message, Decision decision, string? claim)
    {
        var id = decision.After.Id;
        if (claim is not null)
            session.Insert(new Claim(claim, id));
        var stream = session.Events.StartStream<Rebuild>(id, decision.Events);
        foreach (var e in stream.Events)
            e.CausationId = e.CorrelationId = message.Id;
        RebuildIndex.Write(session, decision);
        foreach (var work in RebuildProcess.Next(decision.After))
            await outbox.PublishAsync(work, FollowingFrom(message));
        return stream;
    }

    /// <summary>Every event that follows from a message names it, however many steps lie between.</summary>
    public static DeliveryOptions FollowingFrom(BusMessage message) => new() { CorrelationId = message.Id };

    /// <summary>By which the same fact, told again, is recognised.</summary>
    public static string ClaimOf(Trigger trigger, BuildOptions options) => Claim.OfFact(trigger, IsDry(trigger, options));

    static bool IsDry(Trigger trigger, BuildOptions options) => options.DryRun || trigger.IsDryRun;

    static CascadePosition PositionOf(string id, Trigger trigger, Known known) => trigger switch
    {
        ModuleReady ready when known.LinksOf(ready) is [var link, ..] => link.Position,
        ModuleReady ready => CascadePosition.First(id, Artifact.Module(ready.Name, ready.Stream).Key),
        _ => CascadePosition.First(id),
    };
}
