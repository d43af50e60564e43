using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Handlers;

/// <summary>A person asked for a module: it is bumped and rebuilt. What is built from it follows when it is ready.</summary>
public sealed class ModulesOnRequest : RebuildHandler<ModuleRebuildRequested>
{
    public override Task<Plan> PlanAsync(ModuleRebuildRequested request, CancellationToken ct) => Task.FromResult(new Plan(
        [
            new(
                Artifact.Module(request.Module, request.Stream), new ModuleRecipe(request.Module, request.Stream, Revision: null), [],
                [new SourceBump("modules", request.Module, request.Stream, $"Rebuild requested by {request.Requester ?? "someone"}")],
                Reason.Of(ReasonCode.RequestedByName, ("who", request.Requester ?? "someone"), ("name", request.Module), ("branch", request.Stream))),
        ],
        []));
}
