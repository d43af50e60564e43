using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Publishing.Contracts;
using Freshmaker.Projections.Builds;
using Freshmaker.Projections.Rebuilds;

namespace Freshmaker.Host.Rest.Reading;

/// <summary>What is told of the rows of read models.</summary>
static class FactsOfRows
{
    /// <param name="people">Whoever asks may know who did what.</param>
    public static EventFacts Facts(this RelatedRebuild rebuild, bool people) => people ? rebuild.Facts() : rebuild.Facts().WithoutPeople();

    public static BuildFacts Facts(this ComposedBuild build, bool people) => people ? build.Facts() : build.Facts().WithoutPeople();

    static EventFacts Facts(this RelatedRebuild rebuild) => new()
    {
        Number = rebuild.Row.Number,
        MessageId = rebuild.Row.MessageId,
        Trigger = rebuild.Row.Trigger,
        State = rebuild.Row.State,
        Reason = rebuild.Row.Reason,
        CreatedAt = rebuild.Row.ReceivedAt,
        DoneAt = rebuild.Row.EndedAt,
        DryRun = rebuild.Row.DryRun,
        Requester = rebuild.Row.Requester,
        DependsOn = rebuild.DependsOn,
        Depending = rebuild.Depending,
    };

    static BuildFacts Facts(this ComposedBuild build) => new()
    {
        Number = build.Row.Number,
        RebuildNumber = build.Row.Around?.RebuildNumber ?? 0,
        Artifact = build.Row.Artifact,
        Recipe = build.Row.Recipe,
        State = build.Row.State,
        Reason = build.Row.Reason,
        Parent = build.Row.Around?.Parent is { } parent ? (parent.Number, parent.Name) : null,
        SubmittedAt = build.Row.PlannedAt,
        CompletedAt = build.Row.CompletedAt,
        ExternalId = build.Row.ExternalId,
        Nvr = build.Row.Nvr,
        Revision = build.Row.Revision,
        Try = build.Row.Try,
        Composes = build.Composes,
        ComposeKeys = build.Row.Composes,
        Because = build.Row.Because,
        Cause = build.Row.Cause,
    };

    /// <summary>How many builds are in each state.</summary>
    public static IEnumerable<KeyValuePair<BuildState, int>> ByState(this BuildCounts counts) =>
    [
        new(BuildState.Build, counts.Building), new(BuildState.Done, counts.Done), new(BuildState.Failed, counts.Failed), new(BuildState.Canceled, counts.Canceled),
        new(BuildState.Planned, counts.Planned),
    ];
}
