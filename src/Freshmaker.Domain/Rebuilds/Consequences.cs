using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Rebuilds;

/// <summary>
/// What follows from a state by itself, one step at a time, until nothing does. Only what the last events concern is looked at, so a step costs the
/// same in a rebuild of ten builds and of ten thousand.
/// </summary>
public static class Consequences
{
    /// <param name="r">The state after the last events.</param>
    /// <param name="last">The events that have just been decided.</param>
    public static IReadOnlyList<IRebuildEvent> Of(Rebuild r, IReadOnlyList<IRebuildEvent> last) => r switch
    {
        { IsOver: true } or { Trigger: null } => [],
        { Cancel: { } cancel } => Canceling(r, cancel, last),
        { State: RebuildState.Initialized } => Planning(r),
        _ => Building(r, last),
    };

    static IReadOnlyList<IRebuildEvent> Planning(Rebuild r)
    {
        if (r.Handlers.Count == 0)
            return [new RebuildSkipped(Reason.Of(ReasonCode.NoHandler, ("trigger", r.Trigger!.Kind.ToString())))];
        if (r.Handlers.Values.Any(h => h.Phase == HandlerPhase.Pending))
            return [];
        if (r.Builds.Count > 0)
            return [new PlanCompleted(r.Builds.Count, r.Excluded)];
        // What a handler that failed would have found, nobody knows: "nothing is affected" would be a guess.
        if (r.Handlers.Values.Any(h => h.Phase == HandlerPhase.Failed))
        {
            return [new RebuildFailed(HandlersFailed(
                r, r.Handlers.Values.All(h => h.Phase == HandlerPhase.Failed) ? ReasonCode.AllHandlersFailed : ReasonCode.SomeHandlersFailed))];
        }

        return [new RebuildSkipped(r.Excluded > 0
            ? Reason.Of(ReasonCode.EverythingExcluded, ("excluded", $"{r.Excluded}"))
            : r.Handlers.OrderBy(h => h.Value.Order).Select(h => h.Value.Remark).FirstOrDefault(remark => remark is not null) ?? Reason.Of(ReasonCode.NothingToRebuild))];
    }

    static Reason HandlersFailed(Rebuild r, ReasonCode code)
    {
        var failed = r.Handlers.Where(h => h.Value.Phase == HandlerPhase.Failed).ToList();
        return Reason.Of(code, ("handlers", string.Join(", ", failed.Select(h => h.Key)))) with { Because = [.. failed.Select(h => h.Value.Failure).OfType<Reason>()] };
    }

    static IReadOnlyList<IRebuildEvent> Building(Rebuild r, IReadOnlyList<IRebuildEvent> last)
    {
        var steps = new List<IRebuildEvent>();
        if (last.OfType<PlanCompleted>().Any())
            steps.AddRange(r.Composes.Where(c => c.Value.Phase == ComposePhase.Needed).Select(c => new ComposeRequested(c.Key, c.Value.Need)));

        // What is tried again can be built again, and so can what was not built for want of it alone.
        steps.AddRange(last.Where(e => e is BuildRetryRequested or BuildReleased).SelectMany(e => r.Relations.ChildrenOf(((IBuildEvent)e).Build))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(child => Reopening.ReleaseOf(r, child)).OfType<BuildReleased>());

        // Builds that begin together must not be given the same NVR: none of them is part of the state yet.
        var given = new HashSet<string>(StringComparer.Ordinal);
        var gone = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var b in Concerned(r, last))
        {
            if (StepOf(r, b, given) is not { } step)
            {
                gone.UnionWith(GoneFor(r, b));
                continue;
            }

            steps.Add(step);
            if (step is BuildStarting { Nvr: { } nvr })
                given.Add(nvr);
        }

        steps.AddRange(gone.Select(c => r.Composes[c] is { IsRetried: true } retried ? new ComposeRequested(c, retried.Need) : ComposeRecording.Renewal(r, c, ReasonCode.ComposeRemoved)));
        return steps.Count > 0 ? steps : Ending(r);
    }

    /// <summary>
    /// The composes that ODCS has removed and that this build waits for, if it waits for nothing but composes. Those of a build that waits for its parents
    /// would only be removed again.
    /// </summary>
    public static IEnumerable<string> GoneFor(Rebuild r, BuildStatus b) => b is { Phase: BuildPhase.Waiting, UnmetParents: 0, UnreadyComposes: > 0 }
        ? ComposeKeys.Of(b.Planned).Where(c => r.Composes[c].Phase == ComposePhase.Gone)
        : [];

    /// <summary>The builds for which the last events can make a difference, in the order of their keys.</summary>
    static IEnumerable<BuildStatus> Concerned(Rebuild r, IReadOnlyList<IRebuildEvent> last)
    {
        if (last.OfType<PlanCompleted>().Any())
            return r.Builds.Values;
        var keys = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var e in last)
        {
            if (e is IBuildEvent b)
            {
                keys.Add(b.Build);
                if (r.Builds.TryGetValue(b.Build, out var status) && (status.Phase.IsEnd() || e is BuildCancelRequested))
                    keys.UnionWith(r.Relations.ChildrenOf(b.Build));
            }
            else if (e is IComposeEvent c)
            {
                keys.UnionWith(r.Relations.UsersOf(c.Compose));
            }
        }

        return keys.Select(key => r.Builds.GetValueOrDefault(key)).OfType<BuildStatus>();
    }

    /// <summary>The next step of one build, if it can take one without the outside.</summary>
    /// <param name="given">NVRs that builds were given in the same breath; no others may have them.</param>
    public static IRebuildEvent? StepOf(Rebuild r, BuildStatus b, IReadOnlySet<string>? given = null) => b.Phase switch
    {
        BuildPhase.Waiting or BuildPhase.Bumping or BuildPhase.Queued when b.CancelAsked =>
            new BuildCanceled(b.Planned.Key, Reason.Of(ReasonCode.CanceledBeforeStart)),
        BuildPhase.Waiting when b.UnmetParents > 0 && b.Planned.Parents.FirstOrDefault(p => r.IsNotBuilt(p)) is { } parent => WithoutParent(r, b, parent),
        BuildPhase.Waiting when b.UnmetParents > 0 && b.Planned.Parents.FirstOrDefault(p => r.Builds[p].CancelAsked) is { } parent => CanceledWith(b, parent),
        BuildPhase.Waiting when b.UnreadyComposes > 0 => FailedCompose(r, b), // at once: whatever the parents become, it could not be built
        BuildPhase.Waiting when b.UnmetParents > 0 => null,
        BuildPhase.Waiting when b.NotBefore > r.Moment.Now => null,
        BuildPhase.Waiting when b.Revision is null && b.Planned.Prerequisites.OfType<SourceBump>().FirstOrDefault() is { } bump =>
            new SourceBumpStarting(b.Planned.Key, bump),
        BuildPhase.Waiting => Start(r, b, given),
        BuildPhase.Bumping when b.Revision is not null => Start(r, b, given),
        // It lost a compose in the queue. It leaves it, so that no turn is spent on a build that cannot begin.
        BuildPhase.Queued when b.UnreadyComposes > 0 => Postponed(r, b.Planned.Key, [.. ComposeKeys.Of(b.Planned).Where(c => r.Composes[c].Phase != ComposePhase.Ready)]),
        _ => null,
    };

    /// <summary>What a parent's end means: canceled with it, or blocked by its failure (behaviour.md §4.3).</summary>
    static IBuildEvent WithoutParent(Rebuild r, BuildStatus b, string parent) => r.Builds.TryGetValue(parent, out var p) && p.Phase == BuildPhase.Canceled
        ? CanceledWith(b, parent)
        : new BuildBlocked(b.Planned.Key, parent, Reason.Of(ReasonCode.ParentNotBuilt, ("parent", parent)));

    static BuildCanceled CanceledWith(BuildStatus b, string parent) => new(b.Planned.Key, Reason.Of(ReasonCode.CanceledWithParent, ("parent", parent)));

    static BuildFailed? FailedCompose(Rebuild r, BuildStatus b) =>
        ComposeKeys.Of(b.Planned).FirstOrDefault(c => r.Composes[c].Phase == ComposePhase.Failed) is { } failed
            ? new BuildFailed(b.Planned.Key, FaultClass.Prerequisite, Reason.Of(ReasonCode.ComposeFailed, ("compose", r.Composes[failed].Id?.ToString() ?? failed)))
            : null;

    /// <summary>A build that has to wait for these composes again.</summary>
    internal static BuildPostponed Postponed(Rebuild r, string build, IEnumerable<string> composes) =>
        new(build, Reason.Of(ReasonCode.ComposeExpires, ("compose", string.Join(", ", composes.Select(c => r.Composes[c].Id?.ToString() ?? c)))));

    static IRebuildEvent Start(Rebuild r, BuildStatus b, IReadOnlySet<string>? given) =>
        r.Moment.StartsTakeTurns ? new BuildQueued(b.Planned.Key, TargetOf(b.Planned), r.Priority, b.Height) : Starting(r, b, given);

    /// <summary>The beginning of a build's next attempt.</summary>
    public static BuildStarting Starting(Rebuild r, BuildStatus b, IReadOnlySet<string>? given = null) => new(b.Planned.Key, b.Try, RevisionOf(b), NvrOf(r, b, given));

    /// <summary>The limit that a build counts for: a Koji target; modules are all built in one place.</summary>
    public static string TargetOf(PlannedBuild build) => build.Recipe is ImageRecipe image ? image.Target : "modules";

    static string RevisionOf(BuildStatus b) => b.Revision ?? b.Planned.Recipe switch
    {
        ModuleRecipe module => module.Revision,
        ImageRecipe image => image.Revision,
        _ => null,
    } ?? throw new InvalidOperationException($"{b.Planned.Key} has neither a revision nor a prerequisite that makes one");

    static string? NvrOf(Rebuild r, BuildStatus b, IReadOnlySet<string>? given) => b.Planned.Recipe is ImageRecipe { OriginalNvr: { } original }
        ? Releases.Next(Nvr.Parse(original), r.Moment.Now, r.Moment.ReleaseSuffix, nvr => r.Nvrs.ContainsKey(nvr) || given?.Contains(nvr) == true).ToString()
        : null;

    static IReadOnlyList<IRebuildEvent> Ending(Rebuild r)
    {
        if (r.Tally.Open > 0)
            return [];
        var (total, (_, done, failed, canceled)) = ($"{r.Tally.Total}", r.Tally);
        if (done == 0)
            return [new RebuildFailed(WithFailedHandlers(r, Reason.Of(ReasonCode.AllFailed, ("total", total))))];
        var reason = failed + canceled == 0
            ? Reason.Of(ReasonCode.AllRebuilt, ("total", total))
            : Reason.Of(ReasonCode.SomeFailed, ("failed", $"{failed + canceled}"), ("total", total));
        return [new RebuildCompleted(WithFailedHandlers(r, reason), done, failed, canceled)];
    }

    /// <summary>What a handler that failed would have planned is not among what was planned, so the end has to say so.</summary>
    static Reason WithFailedHandlers(Rebuild r, Reason reason) =>
        r.Handlers.Values.Any(h => h.Phase == HandlerPhase.Failed) ? reason with { Because = [HandlersFailed(r, ReasonCode.PlanIncomplete)] } : reason;

    static IRebuildEvent[] Canceling(Rebuild r, CancelRequested cancel, IReadOnlyList<IRebuildEvent> last)
    {
        // What has not reached the build system ends now; what has is canceled there first (RebuildProcess) and ends when that is known.
        var concerned = last.OfType<CancelRequested>().Any() ? r.Builds.Values : Concerned(r, last);
        IRebuildEvent[] notStarted = [.. concerned.Where(b => b.Phase is BuildPhase.Waiting or BuildPhase.Bumping or BuildPhase.Queued)
            .Select(b => new BuildCanceled(b.Planned.Key, Reason.Of(ReasonCode.CanceledBeforeStart)))];
        if (notStarted.Length > 0)
            return notStarted;
        return r.Tally.Open == 0
            ? [new RebuildCanceled(Reason.Of(ReasonCode.CancelRequested, ("who", cancel.Who), ("why", cancel.Why)))]
            : [];
    }
}
