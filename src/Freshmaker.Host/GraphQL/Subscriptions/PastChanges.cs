using System.Collections.Concurrent;
using Freshmaker.Host.Following;
using Freshmaker.Host.Rebuilding;

namespace Freshmaker.Host.GraphQL.Subscriptions;

/// <summary>Rebuilds as they were right after changes. Read once for all who ask about a change at about the same time, which subscribers do.</summary>
public sealed class PastChanges(RebuildHistories histories)
{
    const int Kept = 16;

    readonly ConcurrentDictionary<(string Rebuild, long Version), Lazy<Task<PastRebuild?>>> _asked = [];
    readonly ConcurrentQueue<(string, long)> _order = [];

    public Task<PastRebuild?> OfAsync(Change change, CancellationToken ct)
    {
        var key = (change.Rebuild, change.Event.Version);
        var asked = _asked.GetOrAdd(key, k =>
        {
            _order.Enqueue(k);
            // Not canceled by the first who asks, because others wait for it, too.
            return new(() => histories.AtVersionAsync(k.Rebuild, checked((int)k.Version), CancellationToken.None));
        });
        while (_order.Count > Kept && _order.TryDequeue(out var old))
            _asked.TryRemove(old, out _);
        return asked.Value.WaitAsync(ct);
    }
}
