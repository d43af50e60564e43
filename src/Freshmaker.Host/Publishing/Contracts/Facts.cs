using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;

namespace Freshmaker.Host.Publishing.Contracts;

/// <summary>What others are told of a rebuild, whether it was folded from its stream or read from a view.</summary>
public sealed record EventFacts
{
    public required long Number { get; init; }
    public required string? MessageId { get; init; }
    public required Trigger? Trigger { get; init; }
    public required RebuildState State { get; init; }

    /// <summary>Why it is in its state.</summary>
    public required Reason? Reason { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset? DoneAt { get; init; }
    public required bool DryRun { get; init; }

    /// <summary>Who asked for it; null when nobody did, or when that is not to be told.</summary>
    public required string? Requester { get; init; }

    /// <summary>The rebuilds that it follows from.</summary>
    public required IReadOnlyList<long> DependsOn { get; init; }

    /// <summary>The rebuilds that follow from it, as far as they are known.</summary>
    public IReadOnlyList<long> Depending { get; init; } = [];

    /// <summary>The same for those who may not know who did what.</summary>
    public EventFacts WithoutPeople() => this with { Requester = null, Reason = Reason?.WithoutPeople() };
}

/// <summary>What others are told of a build.</summary>
public sealed record BuildFacts
{
    public required long Number { get; init; }
    public required long RebuildNumber { get; init; }
    public required Artifact Artifact { get; init; }
    public required Recipe Recipe { get; init; }
    public required BuildState State { get; init; }

    /// <summary>Why it is in its state, or why its step is tried again.</summary>
    public required Reason? Reason { get; init; }

    /// <summary>Public number and name of the first of its parents: the contract knows one, a plan a set.</summary>
    public required (long Number, string Name)? Parent { get; init; }
    public required DateTimeOffset SubmittedAt { get; init; }
    public required DateTimeOffset? CompletedAt { get; init; }
    public required long? ExternalId { get; init; }
    public required string? Nvr { get; init; }
    public required string? Revision { get; init; }

    /// <summary>Attempt at building it, from 1.</summary>
    public required int Try { get; init; }

    /// <summary>ODCS's ids of the composes it needs, as far as they are known.</summary>
    public required IReadOnlyList<long> Composes { get; init; }

    /// <summary>The keys of those composes.</summary>
    public required IReadOnlyList<string> ComposeKeys { get; init; }
    public required RebuildReason Because { get; init; }
    public required Reason Cause { get; init; }

    /// <summary>The same for those who may not know who did what.</summary>
    public BuildFacts WithoutPeople() => this with { Reason = Reason?.WithoutPeople() };
}
