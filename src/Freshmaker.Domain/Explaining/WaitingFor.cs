using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;

namespace Freshmaker.Domain.Explaining;

/// <summary>What stands between a build and its next step, from the state of its rebuild alone.</summary>
public static class WaitingFor
{
    /// <summary>
    /// All that it waits for, what comes first first: whatever is named has to happen before the build goes on. Empty when it has ended, or there is no such
    /// build.
    /// </summary>
    /// <param name="build">Its key.</param>
    public static IReadOnlyList<Blocker> Of(Rebuild rebuild, string build) =>
        rebuild.Builds.TryGetValue(build, out var status) && !status.Phase.IsEnd() && !rebuild.IsOver ? [.. Blockers(rebuild, status)] : [];

    static IEnumerable<Blocker> Blockers(Rebuild rebuild, BuildStatus build) => build.Phase switch
    {
        BuildPhase.Submitting or BuildPhase.Building when rebuild.IsBeingStopped(build) => [BeingStopped(build)],
        BuildPhase.Waiting => [.. Plan(rebuild), .. Parents(rebuild, build), .. Composes(rebuild, build), .. Pause(build)],
        BuildPhase.Queued => [new(BlockerKind.Turn, Reason.Of(ReasonCode.WaitsForTurn, ("target", Consequences.TargetOf(build.Planned))))],
        BuildPhase.Building => [Running(build)],
        _ => [.. Pause(build).DefaultIfEmpty(new(BlockerKind.OwnStep, Reason.Of(ReasonCode.WaitsForStep, ("step", Step(build.Phase)))))],
    };

    static IEnumerable<Blocker> Plan(Rebuild rebuild) => rebuild.State == RebuildState.Initialized
        ? rebuild.Handlers.Where(h => h.Value.Phase == HandlerPhase.Pending).OrderBy(h => h.Value.Order)
            .Select(h => new Blocker(BlockerKind.Plan, Reason.Of(ReasonCode.WaitsForPlan, ("handler", h.Key))) { Until = h.Value.NotBefore })
        : [];

    static IEnumerable<Blocker> Parents(Rebuild rebuild, BuildStatus build) => build.Planned.Parents.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
        .Select(parent => (Key: parent, Status: rebuild.Builds.GetValueOrDefault(parent)))
        .Where(parent => parent.Status?.Phase != BuildPhase.Succeeded)
        .Select(parent => new Blocker(
            BlockerKind.Parent, Reason.Of(ReasonCode.WaitsForParent, ("parent", parent.Key), ("phase", Named(parent.Status?.Phase))))
        { Build = parent.Key });

    static IEnumerable<Blocker> Composes(Rebuild rebuild, BuildStatus build) => ComposeKeys.Of(build.Planned).Order(StringComparer.Ordinal)
        .Select(key => (Key: key, Status: rebuild.Composes[key]))
        .Where(compose => compose.Status.Phase != ComposePhase.Ready)
        .Select(compose => new Blocker(
            BlockerKind.Compose, Reason.Of(ReasonCode.WaitsForCompose, ("compose", compose.Status.Id is { } id ? $"{id}" : compose.Key), ("phase", Named(compose.Status.Phase))))
        { Compose = compose.Key, ExternalId = compose.Status.Id, Until = compose.Status.NotBefore });

    static IEnumerable<Blocker> Pause(BuildStatus build) => build.NotBefore is { } until
        ? [new(BlockerKind.Pause, Reason.Of(ReasonCode.WaitsForNextAttempt, ("attempt", $"{(build.Phase == BuildPhase.Waiting ? build.Try : build.Attempt)}"), ("until", $"{until:u}"))) { Until = until }]
        : [];

    static Blocker Running(BuildStatus build) => new(BlockerKind.BuildSystem, Reason.Of(
        build.IsStuck ? ReasonCode.SilentInBuildSystem : ReasonCode.WaitsForBuildSystem,
        ("system", SystemOf(build)), ("build", $"{build.ExternalId}"), ("state", Named((Enum?)build.Task ?? build.Observed)), ("since", build.HeardAt is { } at ? $"{at:u}" : "an unknown time")))
    { ExternalId = build.ExternalId };

    static Blocker BeingStopped(BuildStatus build) =>
        new(BlockerKind.Cancel, Reason.Of(ReasonCode.WaitsForCancel, ("system", SystemOf(build)))) { ExternalId = build.ExternalId, Until = build.NotBefore };

    static string SystemOf(BuildStatus build) => build.Planned.Recipe is ImageRecipe ? "Koji" : "MBS";

    static string Named(Enum? value) => value is null ? "not known" : $"{value}".ToLowerInvariant();

    static string Step(BuildPhase phase) => phase switch
    {
        BuildPhase.Bumping => "the bump of its source",
        BuildPhase.Submitting => "its submission",
        _ => "the look at its result",
    };
}
