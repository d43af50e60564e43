using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Handlers;

/// <summary>A module's own metadata changed: that commit is built.</summary>
public sealed class ModulesOnMetadataChange : RebuildHandler<ModuleMetadataChanged>
{
    public override Task<Plan> PlanAsync(ModuleMetadataChanged change, CancellationToken ct) => Task.FromResult(Plan.RebuildModule(
        change.Module, change.Branch, change.Revision,
        cause: Reason.Of(ReasonCode.ModuleMetadataChanged, ("revision", change.Revision))));
}
