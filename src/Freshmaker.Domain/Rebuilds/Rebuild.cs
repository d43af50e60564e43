using System.Collections.Immutable;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Rebuilds;

/// <summary>The state of a rebuild, folded from its events: only what decisions need.</summary>
public sealed record Rebuild(string Id)
{
    public RebuildState State { get; init; } = RebuildState.Initialized;
    public string? MessageId { get; init; }
    public string? BodyHash { get; init; }
    public Trigger? Trigger { get; init; }
    public CascadePosition Cascade { get; init; } = CascadePosition.First(Id);
    public ImmutableSortedDictionary<string, HandlerStatus> Handlers { get; init; } = ImmutableSortedDictionary.Create<string, HandlerStatus>(StringComparer.Ordinal);
    public ImmutableSortedDictionary<string, BuildStatus> Builds { get; init; } = ImmutableSortedDictionary.Create<string, BuildStatus>(StringComparer.Ordinal);
    public int Excluded { get; init; }
    public ImmutableHashSet<string> Conflicts { get; init; } = [];
    public CancelRequested? Cancel { get; init; }

    /// <summary>Nothing more will happen.</summary>
    public bool IsOver => State.IsEnd();

    /// <summary>The state after an event. An event that its state does not allow changes nothing: history is never refused.</summary>
    public static Rebuild Fold(Rebuild r, IRebuildEvent e) => r.IsOver && e is not MessageConflictRecorded ? r : e switch
    {
        MessageReceived m => r with { MessageId = m.MessageId, BodyHash = m.BodyHash },
        TriggerRecognized t => r with
        {
            Trigger = t.Trigger,
            Cascade = t.Cascade,
            Handlers = r.Handlers.SetItems(t.Handlers.Distinct().Select((h, i) => KeyValuePair.Create(h, new HandlerStatus(i)))),
        },
        MessageConflictRecorded c => r with { Conflicts = r.Conflicts.Add(c.BodyHash) },

        ArtifactPlanned p => r with { Builds = r.Builds.SetItem(p.Planned.Key, new(p.Planned, p.Handler)) },
        ArtifactExcluded => r with { Excluded = r.Excluded + 1 },
        HandlerCompleted h => r.WithHandler(h.Handler, s => s with { Phase = HandlerPhase.Completed, NotBefore = null }),
        HandlerFailed h => r.WithHandler(h.Handler, s => s with { Phase = HandlerPhase.Failed, NotBefore = null }),
        HandlerRetryScheduled h => r.WithHandler(h.Handler, s => s with { Attempt = h.Attempt, NotBefore = h.NotBefore }),
        PlanCompleted => r.To(RebuildState.Building),

        SourceBumpStarting b => r.WithBuild(b.Build, s => s.To(BuildPhase.Bumping)),
        SourceBumped b => r.WithBuild(b.Build, s => s with { Revision = b.Revision, Attempt = 1, NotBefore = null }),
        BuildStarting b => r.WithBuild(b.Build, s => s.To(BuildPhase.Submitting) with { Revision = b.Revision }),
        BuildStarted b => r.WithBuild(b.Build, s => s.To(BuildPhase.Building) with { ExternalId = b.ExternalId, Attempt = 1, NotBefore = null }),
        BuildProgressed b => r.WithBuild(b.Build, s => s with { Observed = b.State }),
        BuildRetryScheduled b => r.WithBuild(b.Build, s => s with { Attempt = b.Attempt, NotBefore = b.NotBefore }),
        BuildSucceeded b => r.WithBuild(b.Build, s => s.To(BuildPhase.Succeeded)),
        BuildFailed b => r.WithBuild(b.Build, s => s.To(BuildPhase.Failed)),
        BuildBlocked b => r.WithBuild(b.Build, s => s.To(BuildPhase.Blocked)),
        BuildCanceled b => r.WithBuild(b.Build, s => s.To(BuildPhase.Canceled)),

        CancelRequested c => r with { Cancel = c },
        RebuildSkipped => r.To(RebuildState.Skipped),
        RebuildCompleted => r.To(RebuildState.Complete),
        RebuildFailed => r.To(RebuildState.Failed),
        RebuildCanceled => r.To(RebuildState.Canceled),
        _ => r,
    };

    Rebuild To(RebuildState state) => Transitions.Allows(State, state) ? this with { State = state } : this;

    Rebuild WithBuild(string build, Func<BuildStatus, BuildStatus> change) =>
        Builds.TryGetValue(build, out var status) ? this with { Builds = Builds.SetItem(build, change(status)) } : this;

    Rebuild WithHandler(string handler, Func<HandlerStatus, HandlerStatus> change) =>
        Handlers.TryGetValue(handler, out var status) ? this with { Handlers = Handlers.SetItem(handler, change(status)) } : this;
}

/// <summary>How far a handler is with its plan.</summary>
/// <param name="Order">Its place in the configured order.</param>
public sealed record HandlerStatus(int Order, HandlerPhase Phase = HandlerPhase.Pending, int Attempt = 1, DateTimeOffset? NotBefore = null);

public enum HandlerPhase
{
    Pending,
    Completed,
    Failed,
}

/// <summary>How far a build is.</summary>
/// <param name="Planned">What the plan says of it.</param>
/// <param name="Handler">Which handler planned it.</param>
public sealed record BuildStatus(PlannedBuild Planned, string Handler)
{
    public BuildPhase Phase { get; init; } = BuildPhase.Waiting;

    /// <summary>Attempt at the step it is in, from 1.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>When the step may be tried again; null at once.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>The commit it is built from, once there is one.</summary>
    public string? Revision { get; init; }

    /// <summary>The build system's id, once it has one.</summary>
    public long? ExternalId { get; init; }

    /// <summary>The last state that the build system reported.</summary>
    public ModuleBuildState? Observed { get; init; }

    public BuildStatus To(BuildPhase phase) => Transitions.Allows(Phase, phase) ? this with { Phase = phase } : this;
}
