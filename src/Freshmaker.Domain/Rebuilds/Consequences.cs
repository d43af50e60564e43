using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Rebuilds;

/// <summary>What follows from a state by itself, one step at a time, until nothing does.</summary>
public static class Consequences
{
    public static IEnumerable<IRebuildEvent> Of(Rebuild r) => r switch
    {
        { IsOver: true } or { Trigger: null } => [],
        { Cancel: { } cancel } => Canceling(r, cancel),
        { State: RebuildState.Initialized } => Planning(r),
        _ => Building(r),
    };

    static IEnumerable<IRebuildEvent> Planning(Rebuild r)
    {
        if (r.Handlers.Count == 0)
            return [new RebuildSkipped(Reason.Of(ReasonCode.NoHandler, ("trigger", r.Trigger!.Kind.ToString())))];
        if (r.Handlers.Values.Any(h => h.Phase == HandlerPhase.Pending))
            return [];
        if (r.Builds.Count > 0)
            return [new PlanCompleted(r.Builds.Count, r.Excluded)];
        if (r.Handlers.Values.All(h => h.Phase == HandlerPhase.Failed))
            return [new RebuildFailed(Reason.Of(ReasonCode.AllHandlersFailed, ("handlers", string.Join(", ", r.Handlers.Keys))))];
        return [new RebuildSkipped(r.Excluded > 0
            ? Reason.Of(ReasonCode.EverythingExcluded, ("excluded", $"{r.Excluded}"))
            : Reason.Of(ReasonCode.NothingToRebuild))];
    }

    static IEnumerable<IRebuildEvent> Building(Rebuild r)
    {
        var steps = r.Builds.Values.Select(b => StepOf(r, b)).OfType<IRebuildEvent>().ToList();
        return steps.Count > 0 ? steps : Ending(r);
    }

    /// <summary>The next step of one build, if it can take one without the outside.</summary>
    static IRebuildEvent? StepOf(Rebuild r, BuildStatus b) => b.Phase switch
    {
        BuildPhase.Waiting when b.Planned.Parents.FirstOrDefault(p => WasNotBuilt(r, p)) is { } parent =>
            new BuildBlocked(b.Planned.Key, parent, Reason.Of(ReasonCode.ParentNotBuilt, ("parent", parent))),
        BuildPhase.Waiting when b.Planned.Parents.Any(p => r.Builds[p].Phase != BuildPhase.Succeeded) => null,
        BuildPhase.Waiting => b.Planned.Prerequisites.OfType<SourceBump>().FirstOrDefault() is { } bump
            ? new SourceBumpStarting(b.Planned.Key, bump)
            : new BuildStarting(b.Planned.Key, b.Attempt, RevisionOf(b)),
        BuildPhase.Bumping when b.Revision is { } revision => new BuildStarting(b.Planned.Key, b.Attempt, revision),
        _ => null,
    };

    static bool WasNotBuilt(Rebuild r, string build) =>
        !r.Builds.TryGetValue(build, out var b) || b.Phase is BuildPhase.Failed or BuildPhase.Blocked or BuildPhase.Canceled;

    static string RevisionOf(BuildStatus b) => b.Revision ?? ((ModuleRecipe)b.Planned.Recipe).Revision
        ?? throw new InvalidOperationException($"{b.Planned.Key} has neither a revision nor a prerequisite that makes one");

    static IEnumerable<IRebuildEvent> Ending(Rebuild r)
    {
        if (r.Builds.Values.Any(b => !b.Phase.IsEnd()))
            return [];
        var total = $"{r.Builds.Count}";
        var (done, failed, canceled) = Count(r);
        return done == 0
            ? [new RebuildFailed(Reason.Of(ReasonCode.AllFailed, ("total", total)))]
            : [new RebuildCompleted(
                failed + canceled == 0
                    ? Reason.Of(ReasonCode.AllRebuilt, ("total", total))
                    : Reason.Of(ReasonCode.SomeFailed, ("failed", $"{failed + canceled}"), ("total", total)),
                done, failed, canceled)];
    }

    static IRebuildEvent[] Canceling(Rebuild r, CancelRequested cancel)
    {
        // What has not reached the build system ends now; what has is canceled there first (RebuildProcess) and ends when that is known.
        IRebuildEvent[] notStarted = [.. r.Builds.Values.Where(b => b.Phase is BuildPhase.Waiting or BuildPhase.Bumping)
            .Select(b => new BuildCanceled(b.Planned.Key, Reason.Of(ReasonCode.CanceledBeforeStart)))];
        if (notStarted.Length > 0)
            return notStarted;
        return r.Builds.Values.All(b => b.Phase.IsEnd())
            ? [new RebuildCanceled(Reason.Of(ReasonCode.CancelRequested, ("who", cancel.Who), ("why", cancel.Why)))]
            : [];
    }

    static (int Done, int Failed, int Canceled) Count(Rebuild r) => (
        r.Builds.Values.Count(b => b.Phase == BuildPhase.Succeeded),
        r.Builds.Values.Count(b => b.Phase is BuildPhase.Failed or BuildPhase.Blocked),
        r.Builds.Values.Count(b => b.Phase == BuildPhase.Canceled));
}
