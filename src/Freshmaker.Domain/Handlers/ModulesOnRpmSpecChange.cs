using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Handlers;

/// <summary>The spec file of an RPM changed: every module that contains the RPM is bumped and rebuilt.</summary>
public sealed class ModulesOnRpmSpecChange(IModuleCatalogue modules) : RebuildHandler<RpmSpecChanged>
{
    public override async Task<Plan> PlanAsync(RpmSpecChanged change, CancellationToken ct) => Plan.BumpAndRebuild(
        await modules.ContainingRpmAsync(change.Rpm, change.Branch, ct),
        bumpMessage: $"Rebuild for {change.Rpm} {change.Branch} at {change.Revision}",
        cause: Reason.Of(ReasonCode.ContainsChangedRpm, ("rpm", change.Rpm), ("branch", change.Branch), ("revision", change.Revision)));
}
