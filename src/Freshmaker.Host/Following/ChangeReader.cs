using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Publishing;
using Marten;
using Marten.Linq;
using Npgsql;

namespace Freshmaker.Host.Following;

/// <summary>Changes of a stretch of history, in its order.</summary>
/// <param name="UpTo">The sequence number up to which this is all.</param>
public sealed record ChangePage(IReadOnlyList<Change> Changes, long UpTo);

/// <summary>Reads changes from the event store itself: no read model is between, so what is told is never behind and never told twice.</summary>
public sealed class ChangeReader(IDocumentStore store, NpgsqlDataSource database)
{
    const int PageSize = 500;

    /// <summary>
    /// How far history is certain: whatever has a smaller number and is not there now will never be. A transaction that commits late holds the mark back, so whoever
    /// reads up to it misses nothing.
    /// </summary>
    public async Task<long> MarkAsync(CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            $"select last_seq_id from {store.Options.Events.DatabaseSchemaName}.mt_event_progression where name = 'HighWaterMark'");
        return await command.ExecuteScalarAsync(ct) as long? ?? 0;
    }

    /// <param name="after">Only what has a greater number.</param>
    /// <param name="mark">Only what has this number at most.</param>
    /// <param name="rebuilds">Only of these rebuilds; null: of all.</param>
    /// <param name="views">What was read before, so that a rebuild is not read anew for each of its events.</param>
    public async Task<ChangePage> ReadAsync(long after, long mark, IReadOnlyCollection<string>? rebuilds, RebuildViews views, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        var query = session.Events.QueryAllRawEvents().Where(e => e.Sequence > after && e.Sequence <= mark);
        if (rebuilds is not null)
        {
            var ids = rebuilds.ToArray();
            query = query.Where(e => e.StreamKey!.IsOneOf(ids));
        }

        var events = await query.OrderBy(e => e.Sequence).Take(PageSize).ToListAsync(ct);
        var changes = new List<Change>();
        foreach (var e in events.Where(e => e.Data is IRebuildEvent))
        {
            var (before, then) = await views.ApplyAsync(session, e, ct);
            changes.Add(new(e, before, then));
        }

        return new(changes, events.Count < PageSize ? mark : events[^1].Sequence);
    }
}
