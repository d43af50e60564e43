using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Rebuilding.Commands;

namespace Freshmaker.Host.Rebuilding.Outside;

public static class PlanWithHandlerHandler
{
    public static Task<IRebuildCommand?> Handle(PlanWithHandler work, RebuildHandlers handlers, OutsideStep step, CancellationToken ct) => step.DoAsync(
        work,
        async (rebuild, token) => new RecordPlan(work.RebuildId, work.Handler, await handlers.Get(work.Handler).PlanAsync(rebuild.Trigger!, token)),
        fault => new RecordHandlerFault(work.RebuildId, work.Handler, work.Attempt, fault),
        ct,
        defect => new RecordHandlerCrash(work.RebuildId, work.Handler, defect.Text));
}
