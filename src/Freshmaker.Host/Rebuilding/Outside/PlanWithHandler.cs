using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Rebuilding.Commands;

namespace Freshmaker.Host.Rebuilding.Outside;

public static class PlanWithHandlerHandler
{
    public static async Task<IRebuildCommand> Handle(PlanWithHandler work, RebuildHandlers handlers, ILogger<PlanWithHandler> logger, CancellationToken ct)
    {
        try
        {
            return new RecordPlan(work.RebuildId, work.Handler, await handlers.Get(work.Handler).PlanAsync(work.Trigger, ct));
        }
        catch (OutsideFault fault)
        {
            logger.LogWarning(fault, "Handler {Handler} could not plan {RebuildId} in attempt {Attempt}", work.Handler, work.RebuildId, work.Attempt);
            return new RecordHandlerFault(work.RebuildId, work.Handler, work.Attempt, fault.ToFault());
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            logger.LogError(e, "Handler {Handler} failed to plan {RebuildId}", work.Handler, work.RebuildId);
            return new RecordHandlerCrash(work.RebuildId, work.Handler, $"{e.GetType().Name}: {e.Message}");
        }
    }
}
