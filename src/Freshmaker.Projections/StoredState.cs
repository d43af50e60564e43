using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;

namespace Freshmaker.Projections;

/// <summary>
/// As much of a rebuild's state as rows hold, so that views fold with the Domain's own <see cref="Rebuild.Fold"/>: what the transition table does not
/// allow changes nothing here either, and the rule is written once.
/// </summary>
static class StoredState
{
    // Of what the plan said of a build that it knows, folding only looks at the composes that it needs, and no row has any.
    static readonly PlannedBuild Known = new(
        Artifact.Module("known", "known"), new ModuleRecipe("known", "known", null), [], [], Reason.Of(ReasonCode.NothingToRebuild));

    public static Rebuild WithBuild(this Rebuild rebuild, string build, BuildPhase phase, int attempt = 1) =>
        rebuild with { Builds = rebuild.Builds.SetItem(build, new BuildStatus(Known, "") { Phase = phase, Attempt = attempt }) };

    public static BuildPhase? PhaseOf(this Rebuild rebuild, string build) => rebuild.Builds.TryGetValue(build, out var status) ? status.Phase : null;
}
