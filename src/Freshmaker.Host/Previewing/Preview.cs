using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Policies;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Bus;
using Freshmaker.Host.Operations;
using Freshmaker.Host.Rebuilding;
using Marten;

namespace Freshmaker.Host.Previewing;

/// <summary>
/// What a trigger would lead to now: the same handlers, the same policy, the same claims and the same decisions as for a real one, and nothing is written
/// and nothing ordered.
/// </summary>
public sealed class Preview(RebuildHandlers handlers, Policy policy, Moments moments, BuildOptions options, IDocumentStore store)
{
    /// <summary>
    /// The rebuild as it would be when its plan is complete, and the events up to there: what is planned, what is left out and why. A trigger whose fact was handled
    /// before would be skipped, and is.
    /// </summary>
    /// <exception cref="OutsideFault">A system that the plan needs cannot answer; a real rebuild would ask again later.</exception>
    public async Task<Decision> PlanAsync(BusMessage message, Trigger trigger, CancellationToken ct)
    {
        await using var session = store.LightweightSession(); // never saved
        var wire = new WireMessage(message.Id, message.Topic, message.Headers, default, message.ReceivedAt);
        var known = await Known.LoadAsync(session, [new(wire, message, new ParseResult.Triggered(trigger))], t => handlers.For(t).Count > 0, ct);
        var opened = Opening.Decide(message, trigger, known, handlers, options);
        var decision = opened with { After = opened.After with { Moment = moments.Now } };
        if (decision.After.IsOver)
            return decision;
        foreach (var handler in decision.After.Handlers.OrderBy(h => h.Value.Order).Select(h => h.Key).ToList())
        {
            var answered = await AskAsync(decision.After, handler, trigger, session, ct);
            decision = decision.Then(_ => answered);
        }

        return decision;
    }

    async Task<Decision> AskAsync(Rebuild rebuild, string handler, Trigger trigger, IDocumentSession session, CancellationToken ct)
    {
        try
        {
            var plan = await handlers.Get(handler).PlanAsync(trigger, ct);
            return rebuild.RecordPlan(handler, plan, policy, await Claim.VisitedAsync(session, rebuild.Cascade.Root, plan, ct));
        }
        catch (Exception e) when (e is not OutsideFault && !ct.IsCancellationRequested && !Outage.Is(e))
        {
            return rebuild.RecordHandlerCrash(handler, $"{e.GetType().Name}: {e.Message}"); // as for a real one: the others go on
        }
    }
}
