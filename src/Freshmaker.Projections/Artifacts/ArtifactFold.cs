using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Projections.Builds;

namespace Freshmaker.Projections.Artifacts;

/// <summary>Folds events into the rows of artifacts.</summary>
sealed class ArtifactFold(IEnumerable<ArtifactRow> known)
{
    readonly Dictionary<(ArtifactKind, string), ArtifactRow> _rows = known.ToDictionary(a => (a.Kind, a.Name));
    readonly HashSet<(ArtifactKind, string)> _changed = [];

    /// <summary>In an order that is the same whoever writes, so that writers wait for each other rather than for ever.</summary>
    public IReadOnlyCollection<ArtifactRow> Changed => [.. _changed.Select(key => _rows[key]).OrderBy(a => a.Number)];

    /// <summary>A build of it is in another state, or was planned.</summary>
    /// <param name="from">Null: it was not planned before.</param>
    public void Moved(BuildState? from, BuildRow build, Recorded e)
    {
        if (from != build.State)
            Put(build.Artifact, e, row => row with { Counts = row.Counts.Move(from, build.State), LastSeenAt = from is null ? e.At : row.LastSeenAt });
    }

    public void Excluded(Artifact artifact, Recorded e) =>
        Put(artifact, e, row => row with { Counts = row.Counts with { Excluded = row.Counts.Excluded + 1 }, LastSeenAt = e.At });

    void Put(Artifact artifact, Recorded e, Func<ArtifactRow, ArtifactRow> change)
    {
        var key = (artifact.Kind, artifact.Name);
        _rows[key] = change(_rows.GetValueOrDefault(key) ?? ArtifactRow.First(artifact, e));
        _changed.Add(key);
    }
}
