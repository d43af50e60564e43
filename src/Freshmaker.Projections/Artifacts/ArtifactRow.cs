using Freshmaker.Domain.Artifacts;
using Freshmaker.Projections.Builds;
using Freshmaker.Projections.Paging;
using Freshmaker.Projections.Rebuilds;

namespace Freshmaker.Projections.Artifacts;

/// <summary>An artifact that some rebuild has planned or left alone, whatever its branch.</summary>
/// <param name="Number">The sequence number of the event that first told of it.</param>
/// <param name="LastSeenAt">When it was last planned or left alone.</param>
/// <param name="Counts">Of its builds in all rebuilds, and how often it was left alone.</param>
public sealed record ArtifactRow(ArtifactKind Kind, string Name, long Number, DateTimeOffset FirstSeenAt, DateTimeOffset LastSeenAt, BuildCounts Counts)
{
    internal static ArtifactRow First(Artifact artifact, Recorded e) => new(artifact.Kind, artifact.Name, e.Event.Sequence, e.At, e.At, new(0, 0, 0, 0, 0, 0));
}

/// <summary>Which artifacts. What is null does not filter.</summary>
public sealed record ArtifactFilter : Combining<ArtifactFilter>
{
    public IReadOnlyCollection<ArtifactKind>? Kinds { get; init; }

    public string? Name { get; init; }

    /// <summary>Those whose name begins so.</summary>
    public string? NamePrefix { get; init; }
}

/// <summary>How long it took from what happened outside to the rebuilt artifact.</summary>
/// <param name="Last">The last of the builds; null when there is none.</param>
/// <param name="Count">How many builds were looked at.</param>
/// <param name="P50">The median, in seconds; null when there is none.</param>
/// <param name="P95">What 95 of 100 took at most, in seconds.</param>
public sealed record Freshness(FreshBuild? Last, long Count, double? P50, double? P95);

/// <param name="TriggeredAt">When the message was received that the whole cascade began with.</param>
public sealed record FreshBuild(string Rebuild, string Key, DateTimeOffset TriggeredAt, DateTimeOffset CompletedAt);
