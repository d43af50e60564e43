using Freshmaker.Domain.Rebuilds;
using Marten;
using Marten.Linq;

namespace Freshmaker.Host.Rebuilding;

/// <summary>Rebuilds as their streams tell them, for people who ask: folded by the code that decides, not read from projections.</summary>
public sealed class RebuildHistories(IDocumentStore store)
{
    /// <summary>The states by id; with one statement, whatever their number. An id that no stream has is absent.</summary>
    public async Task<IReadOnlyDictionary<string, Rebuild>> StatesAsync(IReadOnlyCollection<string> ids, CancellationToken ct)
    {
        var wanted = ids.Distinct(StringComparer.Ordinal).ToArray();
        if (wanted.Length == 0)
            return new Dictionary<string, Rebuild>();
        await using var session = store.QuerySession();
        var events = await session.Events.QueryAllRawEvents().Where(e => e.StreamKey!.IsOneOf(wanted)).OrderBy(e => e.Version).ToListAsync(ct);
        return events.GroupBy(e => e.StreamKey!, StringComparer.Ordinal)
            .ToDictionary(stream => stream.Key, stream => stream.Select(e => e.Data).OfType<IRebuildEvent>().Aggregate(new Rebuild(stream.Key), Rebuild.Fold));
    }
}
