using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Projections.Paging;

namespace Freshmaker.Projections.Builds;

/// <summary>A compose that builds of a rebuild need.</summary>
/// <param name="Number">The sequence number of the event that first told of it.</param>
/// <param name="OdcsId">Once it has one.</param>
public sealed record ComposeRow(string Rebuild, string Key, long Number, long? OdcsId)
{
    public ComposePhase Phase { get; init; } = ComposePhase.Needed;

    /// <summary>What is needed; null where history does not say.</summary>
    public Prerequisite? Need { get; init; }

    public DateTimeOffset RequestedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When ODCS removes it, if known.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>ODCS has been making it for longer than is usual.</summary>
    public bool IsStuck { get; init; }

    /// <summary>Why it failed, or is asked for again.</summary>
    public Reason? Reason { get; init; }

    /// <summary>Folds with the Domain's own fold, as everything does.</summary>
    internal ComposeRow Apply(Recorded e)
    {
        var before = new ComposeStatus(Need ?? new EarlierCompose(OdcsId ?? 0)) { Phase = Phase, Id = OdcsId, ExpiresAt = ExpiresAt, IsStuck = IsStuck };
        var known = new Rebuild(Rebuild) { State = RebuildState.Building };
        var after = Domain.Rebuilds.Rebuild.Fold(known with { Composes = known.Composes.SetItem(Key, before) }, e.Data).Composes[Key];
        return this with
        {
            Phase = after.Phase,
            OdcsId = after.Id,
            ExpiresAt = after.ExpiresAt,
            IsStuck = after.IsStuck,
            Need = Need ?? (e.Data as ComposeRequested)?.Need,
            Reason = e.Data is ComposeStuck ? Reason : ReasonOfEvent.Of(e.Data),
            UpdatedAt = e.At,
        };
    }

    /// <summary>A person has a build tried again that needs it: if it had failed, it is asked for again.</summary>
    internal ComposeRow Retried(Recorded e) => Phase == ComposePhase.Failed
        ? this with { Phase = ComposePhase.Gone, ExpiresAt = null, IsStuck = false, Reason = ReasonOfEvent.Of(e.Data), UpdatedAt = e.At }
        : this;
}

/// <summary>Which composes. What is null does not filter.</summary>
public sealed record ComposeFilter : Combining<ComposeFilter>
{
    public long? OdcsId { get; init; }

    public IReadOnlyCollection<ComposePhase>? Phases { get; init; }

    public string? Rebuild { get; init; }

    /// <summary>Inclusive.</summary>
    public DateTimeOffset? ExpiresFrom { get; init; }

    /// <summary>Exclusive.</summary>
    public DateTimeOffset? ExpiresBefore { get; init; }
}
