using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Rebuilds;

namespace Freshmaker.Domain.Tests.Rebuilds;

/// <summary>What the rebuild keeps count of, counted again from its builds: slow, and plain to see.</summary>
static class Recount
{
    public static Tally Tally(Rebuild r) => new(
        r.Builds.Values.Count(b => !b.Phase.IsEnd()),
        r.Builds.Values.Count(b => b.Phase == BuildPhase.Succeeded),
        r.Builds.Values.Count(b => b.Phase is BuildPhase.Failed or BuildPhase.Blocked),
        r.Builds.Values.Count(b => b.Phase == BuildPhase.Canceled));

    public static int UnmetParents(Rebuild r, BuildStatus b) => b.Planned.Parents.Distinct().Count(p => r.Builds[p].Phase != BuildPhase.Succeeded);

    public static int Height(Rebuild r, BuildStatus b) =>
        r.Builds.Values.Where(c => c.Planned.Parents.Contains(b.Planned.Key)).Select(c => Height(r, c) + 1).DefaultIfEmpty(0).Max();

    public static int UnreadyComposes(Rebuild r, BuildStatus b) => b.Planned.Prerequisites.Where(n => n is NewCompose or EarlierCompose)
        .Select(n => ComposeKeys.Of(n)!).Distinct().Count(key => r.Composes[key].Phase != ComposePhase.Ready);
}

/// <summary>
/// The consequences of facts as they would be found by looking at every build each time. The clock stands at the beginning of time, so that nobody wakes up by
/// the way: that is what <see cref="WakeBuild"/> is for.
/// </summary>
static class FullConsequences
{
    public static Rebuild Timeless(Rebuild r) => r with { Moment = r.Moment with { Now = DateTimeOffset.UnixEpoch } };

    public static Decision Of(Rebuild rebuild, IEnumerable<IRebuildEvent> facts)
    {
        var events = new List<IRebuildEvent>();
        var state = rebuild;
        for (IReadOnlyList<IRebuildEvent> next = [.. facts]; next.Count > 0; next = Next(state))
        {
            events.AddRange(next);
            state = next.Aggregate(state, Rebuild.Fold);
        }

        return new(events, state);
    }

    static IReadOnlyList<IRebuildEvent> Next(Rebuild r)
    {
        if (r.IsOver || r.Trigger is null)
            return [];
        // Planning and the end do not depend on who is looked at: they are asked as they are, of no events.
        if (r.Cancel is not null)
        {
            IReadOnlyList<IRebuildEvent> canceled =
                [.. r.Builds.Values.Where(b => b.Phase is BuildPhase.Waiting or BuildPhase.Bumping or BuildPhase.Queued)
                    .Select(b => new BuildCanceled(b.Planned.Key, Freshmaker.Domain.Reasons.Reason.Of(Freshmaker.Domain.Reasons.ReasonCode.CanceledBeforeStart)))];
            return canceled.Count > 0 ? canceled : Consequences.Of(r, []);
        }

        if (r.State == RebuildState.Initialized)
            return Consequences.Of(r, []);
        var given = new HashSet<string>();
        var steps = new List<IRebuildEvent>(r.Composes.Where(c => c.Value.Phase == ComposePhase.Needed).Select(c => new ComposeRequested(c.Key, c.Value.Need)));
        var gone = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var b in r.Builds.Values)
        {
            if (Consequences.StepOf(r, b, given) is not { } step)
            {
                gone.UnionWith(Consequences.GoneFor(r, b));
                continue;
            }

            steps.Add(step);
            if (step is BuildStarting { Nvr: { } nvr })
                given.Add(nvr);
        }

        steps.InsertRange(0, r.Builds.Keys.Select(build => Reopening.ReleaseOf(r, build)).OfType<BuildReleased>());
        steps.AddRange(gone.Select(c => r.Composes[c] is { IsRetried: true } retried ? new ComposeRequested(c, retried.Need) : ComposeRecording.Renewal(r, c, Freshmaker.Domain.Reasons.ReasonCode.ComposeRemoved)));
        return steps.Count > 0 ? steps : Consequences.Of(r, []);
    }
}
