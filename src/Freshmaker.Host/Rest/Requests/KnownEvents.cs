using Freshmaker.Domain.Rebuilds;
using Freshmaker.Projections.Rebuilds;

namespace Freshmaker.Host.Rest.Requests;

/// <summary>Earlier events as the read models know them.</summary>
sealed class KnownEvents(NumberedRebuilds rebuilds) : IKnownEvents
{
    const int MostListed = 50;

    public async Task<KnownEvent?> FindAsync(long number, CancellationToken ct) =>
        await rebuilds.FindAsync(number, ct) is { Row: var row } ? new(row.TriggerKind, row.SearchKey) : null;

    public async Task<IReadOnlyList<long>> UnderWayAsync(string searchKey, CancellationToken ct)
    {
        var filter = new NumberedRebuildFilter(SearchKeys: [searchKey], States: [RebuildState.Initialized, RebuildState.Building]);
        return [.. (await rebuilds.PageAsync(filter, new(1, MostListed, NewestFirst: false), ct)).Items.Select(r => r.Row.Number)];
    }
}
