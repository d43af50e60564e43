using System.Runtime.CompilerServices;
using Freshmaker.Host.Publishing;

namespace Freshmaker.Host.Following;

/// <summary>Which changes somebody wants.</summary>
/// <param name="Rebuilds">Only of these rebuilds; null: of all. Known here so that the database need not read the others.</param>
/// <param name="Wanted">Of those, which.</param>
public sealed record ChangeFilter(IReadOnlyCollection<string>? Rebuilds, Func<Change, bool> Wanted)
{
    public bool Holds(Change change) => (Rebuilds is null || Rebuilds.Contains(change.Rebuild)) && Wanted(change);
}

/// <summary>Changes from any point of history into the present, in the order of history, without gaps and without doubles.</summary>
public sealed class Changes(ChangeReader reader, ChangeFollower follower)
{
    /// <summary>How far history is.</summary>
    public Task<long> MarkAsync(CancellationToken ct) => reader.MarkAsync(ct);

    /// <summary>What has been is read at the pace of whoever takes it; what comes is told by the node's follower, who waits for nobody.</summary>
    /// <param name="capacity">How many changes may wait to be taken, once the present is reached.</param>
    public async IAsyncEnumerable<Change> AfterAsync(long position, ChangeFilter filter, int capacity, [EnumeratorCancellation] CancellationToken ct)
    {
        var views = new RebuildViews(100);
        ChangeListener? listener;
        do
        {
            for (var mark = await reader.MarkAsync(ct); position < mark;)
            {
                var page = await reader.ReadAsync(position, mark, filter.Rebuilds, views, ct);
                foreach (var change in page.Changes.Where(filter.Holds))
                    yield return change;
                position = page.UpTo;
            }

            listener = follower.Listen(position, filter.Holds, capacity);
        }
        while (listener is null);

        using (listener)
        {
            await foreach (var change in listener.ReadAsync(ct))
                yield return change;
        }
    }
}
