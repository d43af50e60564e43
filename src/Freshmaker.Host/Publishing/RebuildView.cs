using System.Collections.Immutable;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Publishing.Contracts;
using JasperFx.Events;

namespace Freshmaker.Host.Publishing;

/// <summary>A rebuild as it was at one version of its stream, with what only others need: public numbers, times and reasons.</summary>
/// <param name="State">What the Domain knows.</param>
/// <param name="Version">The version of the stream; 0 before its first event.</param>
public sealed record RebuildView(Rebuild State, long Version)
{
    /// <summary>The public number: the sequence number of the first event.</summary>
    public long Number { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? DoneAt { get; init; }

    /// <summary>Why it is in its state.</summary>
    public Reason? Reason { get; init; }

    /// <summary>The public number of the rebuild that caused this one.</summary>
    public long? CausedBy { get; init; }

    public ImmutableDictionary<string, BuildView> Builds { get; init; } = ImmutableDictionary<string, BuildView>.Empty;

    public static RebuildView Empty(string rebuildId) => new(new Rebuild(rebuildId), 0);

    /// <summary>The view after an event of the stream.</summary>
    public RebuildView Apply(IEvent e)
    {
        var view = Version == 0 ? this with { Number = e.Sequence, CreatedAt = (e.Data as MessageReceived)?.ReceivedAt ?? e.Timestamp } : this;
        if (e.Data is not IRebuildEvent data)
            return view with { Version = e.Version };

        view = view with { State = Rebuild.Fold(State, data), Version = e.Version };
        if (view.State.State != State.State)
            view = view with { Reason = view.State.IsOver ? ReasonOfEvent.Of(data) : null, DoneAt = view.State.IsOver ? e.Timestamp : null };
        return data is IBuildEvent { Build: var build } ? view.WithBuild(build, data, State, e) : view;
    }

    /// <summary>What others are told of it.</summary>
    public EventFacts Facts => new()
    {
        Number = Number,
        MessageId = State.MessageId,
        Trigger = State.Trigger,
        State = State.State,
        Reason = Reason,
        CreatedAt = CreatedAt,
        DoneAt = DoneAt,
        DryRun = State.DryRun,
        Requester = State.Trigger?.RequestedBy,
        DependsOn = CausedBy is { } cause ? [cause] : [],
    };

    /// <summary>What others are told of its builds, in the order of their numbers.</summary>
    public IEnumerable<BuildFacts> BuildsFacts => Builds.OrderBy(b => b.Value.Number).Select(b => FactsOf(b.Key));

    /// <summary>How many builds are in each state that occurs.</summary>
    public IEnumerable<KeyValuePair<BuildState, int>> BuildCounts => State.Builds.Values.CountBy(b => b.Phase.ToState());

    public BuildFacts FactsOf(string key)
    {
        var status = State.Builds[key];
        var composes = ComposeKeys.Of(status.Planned);
        var parent = status.Planned.Parents.FirstOrDefault(Builds.ContainsKey);
        return new()
        {
            Number = Builds[key].Number,
            RebuildNumber = Number,
            Artifact = status.Planned.Artifact,
            Recipe = status.Planned.Recipe,
            State = status.Phase.ToState(),
            Reason = Builds[key].Reason,
            Parent = parent is null ? null : (Builds[parent].Number, State.Builds[parent].Planned.Artifact.Name),
            SubmittedAt = Builds[key].SubmittedAt,
            CompletedAt = Builds[key].CompletedAt,
            ExternalId = status.ExternalId,
            Nvr = status.Nvr,
            Revision = status.Revision,
            Try = status.Try,
            Composes = [.. composes.Select(c => State.Composes[c].Id).OfType<long>()],
            ComposeKeys = composes,
            Because = status.Planned.Because,
            Cause = status.Planned.Cause,
        };
    }

    RebuildView WithBuild(string build, IRebuildEvent data, Rebuild before, IEvent e) => data switch
    {
        ArtifactPlanned => this with { Builds = Builds.SetItem(build, new(e.Sequence, e.Timestamp)) },
        _ when before.Builds.TryGetValue(build, out var status) && (!status.Phase.IsEnd() || State.Builds[build].Phase != status.Phase) => this with
        {
            Builds = Builds.SetItem(build, Builds[build] with
            {
                Reason = ReasonOfEvent.AfterStep(Builds[build].Reason, (IBuildEvent)data),
                CompletedAt = State.Builds[build].Phase.IsEnd() ? e.Timestamp : null,
            }),
        },
        _ => this, // of a build that is unknown or over: history keeps it, nobody sees a change
    };
}

/// <summary>What others know of a build beyond its state.</summary>
/// <param name="Number">The public number: the sequence number of the event that planned it.</param>
/// <param name="SubmittedAt">When it was planned; the contract's name is older than the thing.</param>
public sealed record BuildView(long Number, DateTimeOffset SubmittedAt)
{
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>Why it is in its state, or why its step is tried again.</summary>
    public Reason? Reason { get; init; }
}
