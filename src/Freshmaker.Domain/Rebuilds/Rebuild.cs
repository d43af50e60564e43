using System.Collections.Immutable;
using System.Text.Json.Serialization;
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
    public DateTimeOffset? ReceivedAt { get; init; }

    /// <summary>Who asked for it: by a command, or by a message that names him.</summary>
    public string? Requester { get; init; }

    /// <summary>Nothing outside is changed.</summary>
    public bool DryRun { get; init; }

    /// <summary>The higher goes first when turns are given.</summary>
    public int Priority { get; init; }
    public ImmutableSortedDictionary<string, ComposeStatus> Composes { get; init; } = ImmutableSortedDictionary.Create<string, ComposeStatus>(StringComparer.Ordinal);

    /// <summary>By NVR that was given to an attempt: the key of the build.</summary>
    public ImmutableDictionary<string, string> Nvrs { get; init; } = ImmutableDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>What follows from <see cref="Builds"/>, kept so that no step has to go through all of them.</summary>
    [JsonIgnore]
    public BuildRelations Relations { get; init; } = BuildRelations.None;
    public Tally Tally { get; init; } = Tally.None;

    /// <summary>Given by whoever opens the rebuild to decide something; no event changes it.</summary>
    [JsonIgnore]
    public Moment Moment { get; init; } = Moment.Unknown;

    /// <summary>Nothing more will happen.</summary>
    public bool IsOver => State.IsEnd();

    /// <summary>The state after an event. An event that its state does not allow changes nothing: history is never refused.</summary>
    public static Rebuild Fold(Rebuild r, IRebuildEvent e) => r.IsOver && e is not (MessageConflictRecorded or BuildRetryRequested) ? r : e switch
    {
        MessageReceived m => r with { MessageId = m.MessageId, BodyHash = m.BodyHash, ReceivedAt = m.ReceivedAt },
        RebuildRequested q => r with { Requester = q.Who },
        TriggerRecognized t => r with
        {
            Trigger = t.Trigger,
            Requester = r.Requester ?? t.Trigger.RequestedBy,
            Cascade = t.Cascade,
            DryRun = t.DryRun,
            Handlers = r.Handlers.SetItems(t.Handlers.Distinct().Select((h, i) => KeyValuePair.Create(h, new HandlerStatus(i)))),
        },
        MessageConflictRecorded c => r with { Conflicts = r.Conflicts.Add(c.BodyHash) },

        ArtifactPlanned p => r.Plan(p),
        ArtifactExcluded => r with { Excluded = r.Excluded + 1 },
        HandlerCompleted h => r.WithHandler(h.Handler, s => s with { Phase = HandlerPhase.Completed, NotBefore = null, Remark = h.Remarks.FirstOrDefault(r => r.Code != ReasonCode.LeftOutNotRead) }) with { Priority = Math.Max(r.Priority, h.Priority) },
        HandlerFailed h => r.WithHandler(h.Handler, s => s with { Phase = HandlerPhase.Failed, NotBefore = null, Failure = h.Reason }),
        HandlerRetryScheduled h => r.WithHandler(h.Handler, s => s with { Attempt = h.Attempt, NotBefore = h.NotBefore }),
        PlanCompleted => r.To(RebuildState.Building).Measured(),

        ComposeRequested c => r.WithCompose(c.Compose, s => s.To(ComposePhase.Asking) with { IsRetried = false }),
        ComposeStarted c => r.WithCompose(c.Compose, s => s.To(ComposePhase.Underway) with { Id = c.Id, Attempt = 1, NotBefore = null, UnderwaySince = c.At, IsStuck = false }),
        ComposeRemoved c => r.WithCompose(c.Compose, s => s.To(ComposePhase.Gone) with { IsStuck = false }),
        ComposeStuck c => r.WithCompose(c.Compose, s => s with { IsStuck = true }),
        ComposeReady c => r.WithCompose(c.Compose, s => s.To(ComposePhase.Ready) with { Id = c.Id, ExpiresAt = c.ExpiresAt, Attempt = 1, NotBefore = null, IsStuck = false }),
        ComposeFailed c => r.WithCompose(c.Compose, s => s.To(ComposePhase.Failed) with { Id = c.Id ?? s.Id }),
        ComposeRetryScheduled c => r.WithCompose(c.Compose, s => s with { Attempt = c.Attempt, NotBefore = c.NotBefore }),
        ComposeRenewalRequested c => r.WithCompose(c.Compose, s => s.To(ComposePhase.Asking) with
        {
            Attempt = 1,
            NotBefore = null,
            ExpiresAt = null,
            Renewals = c.Lasted ? s.Renewals : s.Renewals + 1,
        }),

        SourceBumpStarting b => r.WithBuild(b.Build, s => s.To(BuildPhase.Bumping)),
        SourceBumped b => r.WithBuild(b.Build, s => s with { Revision = b.Revision, Attempt = 1, NotBefore = null }),
        BuildQueued b => r.WithBuild(b.Build, s => s.To(BuildPhase.Queued) with { HasQueued = true }),
        BuildStarting b => r.Starting(b),
        BuildPostponed b => r.WithBuild(b.Build, s => s.To(BuildPhase.Waiting) with { Attempt = 1, NotBefore = null }),
        BuildStarted b => r.Started(b),
        BuildProgressed b => r.WithBuild(b.Build, s => s with { Observed = b.State, IsStuck = false, HeardAt = b.At ?? s.HeardAt }),
        TaskProgressed b => r.WithBuild(b.Build, s => s with { Task = b.State, IsStuck = false, HeardAt = b.At ?? s.HeardAt }),
        BuildStuck b => r.WithBuild(b.Build, s => s with { IsStuck = true }),
        StuckCancelOrdered b => r.WithBuild(b.Build, s => s with { CancelOrdered = true }),
        VerificationStarting b => r.WithBuild(b.Build, s => s.To(BuildPhase.Verifying) with { Task = TaskState.Closed, Attempt = 1, NotBefore = null, IsStuck = false }),
        BuildRetryPlanned b => r.WithBuild(b.Build, s => s.To(BuildPhase.Waiting) with
        {
            Try = b.Attempt,
            NotBefore = b.NotBefore,
            Attempt = 1,
            ExternalId = null,
            Task = null,
            IsStuck = false,
            HeardAt = null,
            CancelOrdered = false,
        }),
        BuildRetryScheduled b => r.WithBuild(b.Build, s => s with { Attempt = b.Attempt, NotBefore = b.NotBefore }),
        BuildSucceeded b => r.Succeeded(b),
        BuildFailed b => r.WithBuild(b.Build, s => s.To(BuildPhase.Failed)),
        BuildBlocked b => r.WithBuild(b.Build, s => s.To(BuildPhase.Blocked)),
        BuildCanceled b => r.WithBuild(b.Build, s => s.To(BuildPhase.Canceled)),
        BuildCancelRequested b => r.WithBuild(b.Build, s => s with { CancelAsked = true }),
        BuildRetryRequested b => r.Reopened(b.Build),
        BuildReleased b => r.Returned(b.Build),

        CancelRequested c => r with { Cancel = c },
        RebuildSkipped => r.To(RebuildState.Skipped),
        RebuildCompleted => r.To(RebuildState.Complete),
        RebuildFailed => r.To(RebuildState.Failed),
        RebuildCanceled => r.To(RebuildState.Canceled),
        _ => r,
    };

    Rebuild To(RebuildState state) => Transitions.Allows(State, state) ? this with { State = state } : this;

    Rebuild Plan(ArtifactPlanned p)
    {
        if (Builds.ContainsKey(p.Planned.Key))
            return this;
        var composes = Composes;
        foreach (var need in p.Planned.Prerequisites)
        {
            if (ComposeKeys.Of(need) is { } key && !composes.ContainsKey(key))
                composes = composes.SetItem(key, new(need));
        }

        var status = new BuildStatus(p.Planned, p.Handler)
        {
            UnmetParents = p.Planned.Parents.Distinct(StringComparer.Ordinal).Count(parent => !Builds.TryGetValue(parent, out var b) || b.Phase != BuildPhase.Succeeded),
            UnreadyComposes = ComposeKeys.Of(p.Planned).Count(key => composes[key].Phase != ComposePhase.Ready),
        };
        return this with
        {
            Builds = Builds.SetItem(p.Planned.Key, status),
            Composes = composes,
            Relations = Relations.With(p.Planned),
            Tally = Tally.Plus(status.Phase),
        };
    }

    /// <summary>The plan is complete: nothing changes any more how much hangs on each build, so it is found out once.</summary>
    Rebuild Measured() => this with
    {
        Builds = Builds.SetItems(PlanGraph.Heights([.. Builds.Values.Select(b => b.Planned)])
            .Where(height => height.Value > 0)
            .Select(height => KeyValuePair.Create(height.Key, Builds[height.Key] with { Height = height.Value }))),
    };

    Rebuild Starting(BuildStarting b)
    {
        var after = WithBuild(b.Build, s => s.To(BuildPhase.Submitting) with { Revision = b.Revision, Nvr = b.Nvr, Try = b.Attempt, NotBefore = null });
        return b.Nvr is null || ReferenceEquals(after, this) ? after : after with { Nvrs = after.Nvrs.SetItem(b.Nvr, b.Build) };
    }

    Rebuild Started(BuildStarted b)
    {
        var after = WithBuild(b.Build, s => s.To(BuildPhase.Building) with { ExternalId = b.ExternalId, Attempt = 1, NotBefore = null, HeardAt = b.At });
        return ReferenceEquals(after, this)
            ? this
            : ComposeKeys.Of(after.Builds[b.Build].Planned).Aggregate(after, (r, compose) => r.WithCompose(compose, s => s with { Renewals = 0 }));
    }

    Rebuild Succeeded(BuildSucceeded b)
    {
        var after = WithBuild(b.Build, s => s.To(BuildPhase.Succeeded) with { Nvr = b.Nvr ?? s.Nvr });
        return after.Tally.Done == Tally.Done
            ? after
            : Relations.ChildrenOf(b.Build).Aggregate(after, (r, child) => r.Counting(child, s => s with { UnmetParents = s.UnmetParents - 1 }));
    }

    /// <summary>A person's order alone leads back from an end: of the build, and of the rebuild with it.</summary>
    Rebuild Reopened(string build) => Builds.TryGetValue(build, out var status) && Transitions.Reopens(State)
        ? ComposeKeys.Of(status.Planned).Aggregate(
            (this with { State = RebuildState.Building }).Returned(build), (r, c) => r.WithCompose(c, s => s.Phase == ComposePhase.Failed ? s.Anew() : s))
        : this;

    Rebuild Returned(string build) => Builds.TryGetValue(build, out var before) && Transitions.Reopens(before.Phase)
        ? this with { Builds = Builds.SetItem(build, before.Anew()), Tally = Tally.Moved(before.Phase, BuildPhase.Waiting) }
        : this;

    Rebuild WithBuild(string build, Func<BuildStatus, BuildStatus> change)
    {
        if (!Builds.TryGetValue(build, out var before) || before.Phase.IsEnd())
            return this;
        var after = change(before);
        return this with { Builds = Builds.SetItem(build, after), Tally = Tally.Moved(before.Phase, after.Phase) };
    }

    /// <summary>What a build waits for is counted also when it has ended meanwhile.</summary>
    Rebuild Counting(string build, Func<BuildStatus, BuildStatus> count) =>
        Builds.TryGetValue(build, out var status) ? this with { Builds = Builds.SetItem(build, count(status)) } : this;

    Rebuild WithCompose(string compose, Func<ComposeStatus, ComposeStatus> change)
    {
        if (!Composes.TryGetValue(compose, out var before))
            return this;
        var after = change(before);
        var unready = (before.Phase == ComposePhase.Ready ? 1 : 0) - (after.Phase == ComposePhase.Ready ? 1 : 0);
        var changed = this with { Composes = Composes.SetItem(compose, after) };
        return unready == 0
            ? changed
            : Relations.UsersOf(compose).Aggregate(changed, (r, user) => r.Counting(user, s => s with { UnreadyComposes = s.UnreadyComposes + unready }));
    }

    Rebuild WithHandler(string handler, Func<HandlerStatus, HandlerStatus> change) =>
        Handlers.TryGetValue(handler, out var status) ? this with { Handlers = Handlers.SetItem(handler, change(status)) } : this;
}

/// <summary>How far a handler is with its plan.</summary>
/// <param name="Order">Its place in the configured order.</param>
/// <param name="Remark">The first thing that it remarked about its plan, if anything.</param>
/// <param name="Failure">Why it failed, if it did.</param>
public sealed record HandlerStatus(
    int Order, HandlerPhase Phase = HandlerPhase.Pending, int Attempt = 1, DateTimeOffset? NotBefore = null, Reason? Remark = null, Reason? Failure = null);

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

    /// <summary>The last state that MBS reported of a module.</summary>
    public ModuleBuildState? Observed { get; init; }

    /// <summary>The last state that Koji reported of an image's task.</summary>
    public TaskState? Task { get; init; }

    /// <summary>Attempt at building it, from 1; <see cref="Attempt"/> counts attempts at one step of it.</summary>
    public int Try { get; init; } = 1;

    /// <summary>The NVR of an image: what the attempt under way will have, what it has at the end.</summary>
    public string? Nvr { get; init; }

    /// <summary>Parents that are not done.</summary>
    public int UnmetParents { get; init; }

    /// <summary>Composes that are not ready.</summary>
    public int UnreadyComposes { get; init; }

    /// <summary>How many builds have to follow one after another behind it, <see cref="PlanGraph.Heights"/>; known from the completed plan on.</summary>
    public int Height { get; init; }

    /// <summary>It has asked for a turn at some time, for this attempt or an earlier one.</summary>
    public bool HasQueued { get; init; }

    /// <summary>When the attempt that runs was last heard of: handed over, or in another state than before. Null where history does not say.</summary>
    public DateTimeOffset? HeardAt { get; init; }

    /// <summary>Someone wants it to stop.</summary>
    public bool CancelAsked { get; init; }

    /// <summary>Nothing has been heard of it for longer than is usual.</summary>
    public bool IsStuck { get; init; }

    /// <summary>The service itself has it canceled, because it is stuck.</summary>
    public bool CancelOrdered { get; init; }

    /// <summary>Tries that were spent before a person had it tried again: they do not count for the budget.</summary>
    public int TriesForgiven { get; init; }

    /// <summary>How many tries count for the budget.</summary>
    public int TriesSpent => Try - TriesForgiven;

    /// <summary>As if it had just been planned, but for what earlier attempts have made: the commit, and NVRs that cannot be given again.</summary>
    internal BuildStatus Anew()
    {
        // An attempt that was never begun is not spent.
        var spent = Revision is not null && (ExternalId is not null || Nvr is not null) ? Try : Try - 1;
        return this with
        {
            Phase = BuildPhase.Waiting,
            Attempt = 1,
            NotBefore = null,
            Try = spent + 1,
            TriesForgiven = spent,
            ExternalId = null,
            Observed = null,
            Task = null,
            HeardAt = null,
            IsStuck = false,
            CancelAsked = false,
            CancelOrdered = false,
        };
    }

    public BuildStatus To(BuildPhase phase) => Transitions.Allows(Phase, phase) ? this with { Phase = phase } : this;
}
