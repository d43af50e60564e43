using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Handlers;

/// <summary>A module became ready, by whomever it was built: every module that is built from it is bumped and rebuilt.</summary>
public sealed class ModulesOnDependencyReady(IModuleCatalogue modules) : RebuildHandler<ModuleReady>
{
    public override async Task<Plan> PlanAsync(ModuleReady ready, CancellationToken ct) => Plan.BumpAndRebuild(
        await modules.BuiltFromAsync(ready.Name, ready.Stream, ct),
        bumpMessage: $"Rebuild on module {ready.Name}:{ready.Stream}, MBS build {ready.BuildId}",
        cause: Reason.Of(ReasonCode.BuiltFromRebuiltModule, ("module", $"{ready.Name}:{ready.Stream}"), ("build", $"{ready.BuildId}")));
}
