using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;

namespace Freshmaker.Projections.Rebuilds;

/// <summary>A rebuild as lists show it.</summary>
public sealed record RebuildRow
{
    /// <summary>The key of its stream.</summary>
    public required string Id { get; init; }

    /// <summary>The public number: the sequence number of its first event, so a replay keeps it.</summary>
    public required long Number { get; init; }

    public RebuildState State { get; init; } = RebuildState.Initialized;

    /// <summary>Why it ended, once it has.</summary>
    public Reason? Reason { get; init; }

    public TriggerKind? TriggerKind { get; init; }
    public Trigger? Trigger { get; init; }
    public string? SearchKey { get; init; }
    public string? MessageId { get; init; }
    public string? Topic { get; init; }
    public DateTimeOffset ReceivedAt { get; init; }
    public DateTimeOffset? SentAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
    public BuildCounts Counts { get; init; } = new(0, 0, 0, 0, 0, 0);

    /// <summary>The first rebuild of its cascade; its own id for the first.</summary>
    public required string Root { get; init; }

    public string? CausedByRebuild { get; init; }
    public string? CausedByBuild { get; init; }

    /// <summary>Nothing outside is changed.</summary>
    public bool DryRun { get; init; }

    /// <summary>A person asked for it; <see cref="Requester"/> is that person, where the request said it.</summary>
    public bool Manual { get; init; }
    public string? Requester { get; init; }

    /// <summary>The public number of the earlier rebuild that it was asked to continue.</summary>
    public long? Continues { get; init; }

    /// <summary>The higher goes first when turns are given.</summary>
    public int Priority { get; init; }
    public IReadOnlyList<HandlerRow> Handlers { get; init; } = [];

    /// <summary>How often another body came under the same message id.</summary>
    public int Conflicts { get; init; }
}

/// <summary>How many builds are in which state, and how many artifacts were left alone.</summary>
public sealed record BuildCounts(int Planned, int Building, int Done, int Failed, int Canceled, int Excluded)
{
    public int Total => Planned + Building + Done + Failed + Canceled;

    internal BuildCounts Move(BuildState? from, BuildState? to) => from == to ? this : Add(from, -1).Add(to, 1);

    BuildCounts Add(BuildState? state, int n) => state switch
    {
        BuildState.Planned => this with { Planned = Planned + n },
        BuildState.Build => this with { Building = Building + n },
        BuildState.Done => this with { Done = Done + n },
        BuildState.Failed => this with { Failed = Failed + n },
        BuildState.Canceled => this with { Canceled = Canceled + n },
        _ => this,
    };
}

/// <summary>What a handler answered.</summary>
/// <param name="Reason">Why it is asked again, or has failed.</param>
/// <param name="Advisory">What it planned for, when that was an advisory.</param>
public sealed record HandlerRow(
    string Name, HandlerPhase Phase, int Attempt, DateTimeOffset? NotBefore, int Planned, int Excluded, Reason? Reason, PlannedAdvisory? Advisory = null);
