using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Projections.Tables;

namespace Freshmaker.Projections.Builds;

/// <summary>A build of a rebuild.</summary>
public sealed record BuildRow
{
    readonly DeferredJson<Reason>? _cause;
    readonly DeferredJson<Recipe>? _recipe;

    /// <summary>The id of its rebuild.</summary>
    public required string Rebuild { get; init; }

    /// <summary>Its key within the rebuild.</summary>
    public required string Key { get; init; }

    /// <summary>The public number: the sequence number of the event that planned it.</summary>
    public required long Number { get; init; }

    public required Artifact Artifact { get; init; }

    /// <summary>Which handler planned it.</summary>
    public required string Handler { get; init; }

    public BuildPhase Phase { get; init; } = BuildPhase.Waiting;
    public BuildState State => Phase.ToState();

    /// <summary>Why. Always set, as is <see cref="Recipe"/>: by itself or as it is stored.</summary>
    public Reason Cause { get => Read(_cause); init => _cause = new(value); }

    /// <summary>From what.</summary>
    public Recipe Recipe { get => Read(_recipe); init => _recipe = new(value); }

    internal DeferredJson<Reason>? StoredCause { init => _cause = value; }
    internal DeferredJson<Recipe>? StoredRecipe { init => _recipe = value; }

    static T Read<T>(DeferredJson<T>? stored) where T : class => (stored ?? throw new InvalidOperationException($"The build was read without its {typeof(T).Name}.")).Value;

    /// <summary>Keys of the builds that must be done first.</summary>
    public IReadOnlyList<string> Parents { get; init; } = [];

    /// <summary>The commit it is built from, once there is one.</summary>
    public string? Revision { get; init; }

    /// <summary>The build system's id, once it has one.</summary>
    public long? ExternalId { get; init; }

    public string? Url { get; init; }

    /// <summary>The build existed before it was asked for.</summary>
    public bool Adopted { get; init; }

    /// <summary>The last state that the build system reported.</summary>
    public ModuleBuildState? Observed { get; init; }

    /// <summary>The build that an image replaces, and the one that it becomes.</summary>
    public string? OriginalNvr { get; init; }
    public string? Nvr { get; init; }

    /// <summary>Attempt at building it, from 1.</summary>
    public int Try { get; init; } = 1;

    /// <summary>Why it is part of the plan.</summary>
    public RebuildReason Because { get; init; }

    /// <summary>The keys of the composes that it needs.</summary>
    public IReadOnlyList<string> Composes { get; init; } = [];

    /// <summary>What is around it. Null where it was folded without that.</summary>
    public BuildSurroundings? Around { get; init; }

    /// <summary>The last state that Koji reported of its task.</summary>
    public TaskState? Task { get; init; }

    /// <summary>Nothing has been heard of it for longer than is usual.</summary>
    public bool IsStuck { get; init; }

    /// <summary>The version and context that the build system gave it.</summary>
    public string? Version { get; init; }
    public string? Context { get; init; }

    /// <summary>Attempt at the step it is in, from 1.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>When the step is tried again.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Why it failed, was blocked or canceled, or is tried again.</summary>
    public Reason? Reason { get; init; }

    /// <summary>What kind of fault made it fail.</summary>
    public FaultClass? Fault { get; init; }

    public required DateTimeOffset PlannedAt { get; init; }

    /// <summary>When the build system had it.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended, however it did.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>What lists of builds are filtered and ordered by that belongs to others.</summary>
/// <param name="RebuildNumber">The public number of its rebuild.</param>
/// <param name="TriggerKind">What that rebuild is about.</param>
/// <param name="SearchKey">By which people look for that rebuild.</param>
/// <param name="Parent">Its first parent; null when it has none.</param>
public sealed record BuildSurroundings(long RebuildNumber, TriggerKind? TriggerKind, string? SearchKey, BuildParent? Parent);

/// <summary>The first of a build's parents: who knows only one is told of this one.</summary>
/// <param name="Number">Public number.</param>
/// <param name="Name">Of the artifact.</param>
public sealed record BuildParent(long Number, string Name);

/// <summary>What builds need to know of their rebuild.</summary>
sealed record HeadRow(string Rebuild, long Number, TriggerKind? TriggerKind, string? SearchKey);

/// <summary>An artifact that a rebuild left alone.</summary>
/// <param name="Number">The sequence number of the event that says so.</param>
public sealed record ExclusionRow(string Rebuild, long Number, Artifact Artifact, string Handler, Reason Reason, DateTimeOffset At, string? Nvr);

/// <summary>A build and one of those that must be done first.</summary>
sealed record EdgeRow(string Rebuild, string Parent, long Child);
