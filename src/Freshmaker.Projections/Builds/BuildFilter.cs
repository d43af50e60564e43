using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Projections.Paging;

namespace Freshmaker.Projections.Builds;

/// <summary>Which builds. What is null does not filter.</summary>
public sealed record BuildFilter(
    IReadOnlyCollection<BuildState>? States = null, IReadOnlyCollection<ArtifactKind>? Kinds = null, string? Name = null, string? Branch = null,
    long? ExternalId = null, string? Rebuild = null) : Combining<BuildFilter>
{
    public IReadOnlyCollection<BuildPhase>? Phases { get; init; }

    /// <summary>Those whose artifact's name begins so.</summary>
    public string? NamePrefix { get; init; }

    public string? OriginalNvr { get; init; }

    public string? RebuiltNvr { get; init; }

    /// <summary>Of the rebuild.</summary>
    public string? SearchKey { get; init; }

    /// <summary>Of the rebuild.</summary>
    public string? MessageId { get; init; }

    /// <summary>Because of which the rebuild was made, shipped or asked for.</summary>
    public long? Advisory { get; init; }

    /// <summary>Those whose rebuild is because of an advisory that names this CVE.</summary>
    public string? Cve { get; init; }

    /// <summary>Those that were planned for one of these reasons.</summary>
    public IReadOnlyCollection<ReasonCode>? Causes { get; init; }

    public string? Handler { get; init; }

    /// <summary>Those that need the compose of this id in ODCS.</summary>
    public long? ComposeId { get; init; }

    /// <summary>Inclusive.</summary>
    public DateTimeOffset? PlannedFrom { get; init; }

    /// <summary>Exclusive.</summary>
    public DateTimeOffset? PlannedBefore { get; init; }

    /// <summary>Inclusive.</summary>
    public DateTimeOffset? CompletedFrom { get; init; }

    /// <summary>Exclusive.</summary>
    public DateTimeOffset? CompletedBefore { get; init; }
}

/// <summary>What builds can be ordered by.</summary>
public enum BuildSort
{
    Number,

    /// <summary>Of the artifact.</summary>
    Name,
    PlannedAt,

    /// <summary>Those that have not ended count as ended after all others.</summary>
    CompletedAt,
}
