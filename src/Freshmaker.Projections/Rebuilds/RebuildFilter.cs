using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Projections.Paging;

namespace Freshmaker.Projections.Rebuilds;

/// <summary>Which rebuilds. What is null does not filter.</summary>
/// <param name="ArtifactName">Those that plan or exclude an artifact of this name.</param>
/// <param name="ReceivedFrom">Inclusive.</param>
/// <param name="ReceivedBefore">Exclusive.</param>
public sealed record RebuildFilter(
    IReadOnlyCollection<RebuildState>? States = null, IReadOnlyCollection<TriggerKind>? TriggerKinds = null, string? ArtifactName = null,
    string? SearchKey = null, string? MessageId = null, DateTimeOffset? ReceivedFrom = null, DateTimeOffset? ReceivedBefore = null) : Combining<RebuildFilter>
{
    /// <summary>Those that plan or exclude an artifact whose name begins so.</summary>
    public string? ArtifactNamePrefix { get; init; }

    /// <summary>Those with a build that replaces this one.</summary>
    public string? OriginalNvr { get; init; }

    /// <summary>Those with a build that became this one.</summary>
    public string? RebuiltNvr { get; init; }

    /// <summary>Those because of an advisory, shipped or asked for.</summary>
    public long? Advisory { get; init; }

    /// <summary>Those because of an advisory that names this CVE.</summary>
    public string? Cve { get; init; }

    public string? Requester { get; init; }

    public bool? DryRun { get; init; }

    public bool? Manual { get; init; }

    /// <summary>Inclusive.</summary>
    public int? PriorityMin { get; init; }

    /// <summary>Inclusive.</summary>
    public int? PriorityMax { get; init; }

    /// <summary>Inclusive.</summary>
    public DateTimeOffset? EndedFrom { get; init; }

    /// <summary>Exclusive.</summary>
    public DateTimeOffset? EndedBefore { get; init; }

    /// <summary>Those that ended for one of these reasons.</summary>
    public IReadOnlyCollection<ReasonCode>? Reasons { get; init; }

    /// <summary>Those with a build of this id in a build system.</summary>
    public long? ExternalId { get; init; }

    /// <summary>Those that need the compose of this id in ODCS.</summary>
    public long? ComposeId { get; init; }

    public string? Topic { get; init; }

    /// <summary>Whether another body came under the same message id.</summary>
    public bool? HasConflicts { get; init; }
}

/// <summary>What rebuilds can be ordered by.</summary>
public enum RebuildSort
{
    Number,
    ReceivedAt,

    /// <summary>Those that have not ended count as ended after all others.</summary>
    EndedAt,
    UpdatedAt,
    Priority,
}
