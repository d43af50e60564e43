using Freshmaker.Domain.Rebuilds;
using JasperFx.Events;
using Marten;

namespace Freshmaker.Host.Rebuilding;

/// <summary>
/// What public numbers stand for. A number is the sequence number of the first event of its rebuild or build, so the events themselves can be asked: whoever
/// knows a number finds it here, while read models are still behind or are built anew.
/// </summary>
public sealed class PublicNumbers(IDocumentStore store)
{
    /// <summary>The id of a rebuild; null when there is none of that number.</summary>
    public async Task<string?> RebuildAsync(long number, CancellationToken ct) =>
        await EventsAsync([number], ct) is [{ Version: 1 } first] ? first.StreamKey : null;

    /// <summary>A build; null when there is none of that number.</summary>
    public async Task<(string Rebuild, string Key)?> BuildAsync(long number, CancellationToken ct) =>
        await EventsAsync([number], ct) is [{ Data: ArtifactPlanned { Planned.Key: var key } } e] ? (e.StreamKey!, key) : null;

    /// <summary>The keys of builds, by number. Those that are not builds of the rebuild are missing.</summary>
    public async Task<IReadOnlyDictionary<long, string>> BuildsAsync(string rebuild, IReadOnlyCollection<long> numbers, CancellationToken ct) =>
        (await EventsAsync(numbers, ct)).Where(e => e.StreamKey == rebuild && e.Data is ArtifactPlanned)
        .ToDictionary(e => e.Sequence, e => ((ArtifactPlanned)e.Data).Planned.Key);

    /// <summary>The number of a rebuild; null when there is none of that id.</summary>
    public static async Task<long?> OfRebuildAsync(IQuerySession session, string rebuild, CancellationToken ct) => (await FirstEventAsync(session, rebuild, ct))?.Sequence;

    /// <summary>The first event of a rebuild; null when there is none of that id.</summary>
    public static async Task<IEvent?> FirstEventAsync(IQuerySession session, string rebuild, CancellationToken ct) =>
        (await session.Events.FetchStreamAsync(rebuild, version: 1, token: ct)).SingleOrDefault();

    async Task<IReadOnlyList<IEvent>> EventsAsync(IReadOnlyCollection<long> numbers, CancellationToken ct)
    {
        if (numbers.Count == 0)
            return [];
        await using var session = store.QuerySession();
        long[] sequences = [.. numbers];
        return await session.Events.QueryAllRawEvents().Where(e => e.Sequence.IsOneOf(sequences)).ToListAsync(ct);
    }
}
