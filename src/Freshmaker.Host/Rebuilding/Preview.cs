using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Policies;
using Freshmaker.Domain.Rebuilds;

namespace Freshmaker.Host.Rebuilding;

/// <summary>
/// What a trigger would lead to now: the same handlers, the same policy, the same decisions as for a real one, and nothing is written and nothing ordered.
/// </summary>
public sealed class Preview(RebuildHandlers handlers, Policy policy, Moments moments)
{
    /// <summary>The rebuild as it would be when its plan is complete.</summary>
    /// <exception cref="Domain.Ports.OutsideFault">A system that the plan needs cannot answer; a real rebuild would ask again later.</exception>
    public async Task<Rebuild> PlanAsync(BusMessage message, Trigger trigger, CancellationToken ct)
    {
        var rebuild = Receiving.Open(message, trigger, handlers.For(trigger), CascadePosition.First(RebuildId.Of(message.Id))).After with { Moment = moments.Now };
        foreach (var handler in rebuild.Handlers.OrderBy(h => h.Value.Order).Select(h => h.Key).ToList())
        {
            var plan = await handlers.Get(handler).PlanAsync(trigger, ct);
            rebuild = rebuild.RecordPlan(handler, plan, policy, new Dictionary<string, string>()).After;
        }

        return rebuild;
    }
}
