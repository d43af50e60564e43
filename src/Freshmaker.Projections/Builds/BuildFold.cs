using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;

namespace Freshmaker.Projections.Builds;

/// <summary>Folds events into the row of one build.</summary>
static class BuildFold
{
    /// <summary>The row after an event; null while it is not planned.</summary>
    public static BuildRow? Apply(BuildRow? row, Recorded e, IBuildEvent data)
    {
        if (data is ArtifactPlanned planned)
            return Planned(planned, e, row?.Number ?? e.Event.Sequence);
        if (row is null)
            return null;

        var known = new Rebuild(row.Rebuild) { State = RebuildState.Building }.WithBuild(row.Key, row.Phase, row.Attempt);
        var before = known.Builds[row.Key] with { NotBefore = row.NotBefore, Revision = row.Revision, ExternalId = row.ExternalId, Observed = row.Observed, Nvr = row.Nvr, Try = row.Try, Task = row.Task, IsStuck = row.IsStuck };
        var after = Rebuild.Fold(known with { Builds = known.Builds.SetItem(row.Key, before) }, data).Builds[row.Key];
        var next = row with
        {
            Phase = after.Phase,
            Attempt = after.Attempt,
            NotBefore = after.NotBefore,
            Revision = after.Revision,
            ExternalId = after.ExternalId,
            Observed = after.Observed,
            Nvr = after.Nvr,
            Try = after.Try,
            Task = after.Task,
            IsStuck = after.IsStuck,
            UpdatedAt = e.At,
            Reason = before.Phase.IsEnd() && after.Phase == before.Phase ? row.Reason : ReasonOfEvent.AfterStep(row.Reason, data),
        };
        return Told(next, moved: after.Phase != before.Phase, data, e.At);
    }

    /// <summary>The row of an artifact that was left alone; null when the event says nothing of the kind.</summary>
    public static ExclusionRow? Excluded(Recorded e) =>
        e.Data is ArtifactExcluded x ? new(e.Rebuild, e.Event.Sequence, x.Artifact, x.Handler, x.Reason, e.At, x.Nvr) : null;

    static BuildRow Planned(ArtifactPlanned e, Recorded recorded, long number) => new()
    {
        Rebuild = recorded.Rebuild,
        Key = e.Planned.Key,
        Number = number,
        Artifact = e.Planned.Artifact,
        Handler = e.Handler,
        Cause = e.Planned.Cause,
        Recipe = e.Planned.Recipe,
        Parents = e.Planned.Parents,
        Revision = (e.Planned.Recipe as ModuleRecipe)?.Revision ?? (e.Planned.Recipe as ImageRecipe)?.Revision,
        OriginalNvr = (e.Planned.Recipe as ImageRecipe)?.OriginalNvr,
        Because = e.Planned.Because,
        Composes = ComposeKeys.Of(e.Planned),
        PlannedAt = recorded.At,
        UpdatedAt = recorded.At,
    };

    /// <summary>What only readers want to know. Ends and starts count only when they moved the build.</summary>
    static BuildRow Told(BuildRow row, bool moved, IBuildEvent e, DateTimeOffset at) => e switch
    {
        BuildStarted s when moved => row with { Url = s.Url, Adopted = s.Adopted, StartedAt = at },
        BuildSucceeded s when moved => row with { Version = s.Version, Context = s.Context, CompletedAt = at },
        BuildFailed f when moved => row with { CompletedAt = at, Fault = f.Class },
        BuildBlocked or BuildCanceled when moved => row with { CompletedAt = at },
        BuildRetryRequested or BuildReleased when moved => row with { Url = null, Adopted = false, StartedAt = null, CompletedAt = null, Fault = null },
        _ => row,
    };
}
