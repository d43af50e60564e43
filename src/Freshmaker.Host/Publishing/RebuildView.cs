using System.Collections.Immutable;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;
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
        var view = Version == 0 ? this with { Number = e.Sequence, CreatedAt = e.Timestamp } : this;
        if (e.Data is not IRebuildEvent data)
            return view with { Version = e.Version };

        view = view with { State = Rebuild.Fold(State, data), Version = e.Version };
        if (view.State.State != State.State)
            view = view with { Reason = ReasonOfEvent.Of(data), DoneAt = view.State.IsOver ? e.Timestamp : null };
        return data is IBuildEvent { Build: var build } ? view.WithBuild(build, data, State, e) : view;
    }

    RebuildView WithBuild(string build, IRebuildEvent data, Rebuild before, IEvent e) => data switch
    {
        ArtifactPlanned => this with { Builds = Builds.SetItem(build, new(e.Sequence, e.Timestamp)) },
        _ when before.Builds.TryGetValue(build, out var status) && (!status.Phase.IsEnd() || State.Builds[build].Phase != status.Phase) => this with
        {
            Builds = Builds.SetItem(build, Builds[build] with
            {
                // Every step answers for itself: the reason why an earlier one was tried again does not outlive it.
                Reason = data is BuildProgressed or TaskProgressed or BuildStuck or StuckCancelOrdered ? Builds[build].Reason : ReasonOfEvent.Of(data),
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
