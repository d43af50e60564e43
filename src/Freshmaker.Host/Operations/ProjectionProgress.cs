using JasperFx.Events;
using Marten;
using Npgsql;

namespace Freshmaker.Host.Operations;

/// <summary>
/// Whether what follows the event store (read models, outgoing messages) follows it. To be behind is normal; to be behind and not to move for a
/// while is not. It remembers from one question to the next, so it is asked now and then.
/// </summary>
public sealed class ProjectionProgress(IDocumentStore store, NpgsqlDataSource database, TimeProvider clock)
{
    /// <summary>How long a shard may stand still while there is something for it to do.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    const string HighWaterMark = "HighWaterMark";

    readonly Lock _lock = new();
    readonly Dictionary<string, (long At, DateTimeOffset Since)> _behind = [];

    /// <summary><c>ok</c>, or which shards are stuck and where.</summary>
    public async Task<string> CheckAsync(CancellationToken ct)
    {
        var (progress, lastEvent) = await ReadAsync(ct);
        return Judge(((IEventStore)store).RegisteredShardNames().Select(s => s.Identity), progress, lastEvent);
    }

    /// <summary>How far each shard is, and how far it may go.</summary>
    public async Task<IReadOnlyList<ShardPosition>> PositionsAsync(CancellationToken ct)
    {
        var (progress, lastEvent) = await ReadAsync(ct);
        return [.. ((IEventStore)store).RegisteredShardNames().Select(s => s.Identity).Order(StringComparer.Ordinal).Select(name => new ShardPosition(name, progress.GetValueOrDefault(name), lastEvent))];
    }

    /// <param name="shards">Those that should run; one without progress has not begun.</param>
    /// <param name="progress">How far each is, and the high-water mark, up to which they may go.</param>
    /// <param name="lastEvent">The mark itself is raised by the daemon: when that is dead, all shards are level with the mark and none moves.</param>
    public string Judge(IEnumerable<string> shards, IReadOnlyDictionary<string, long> progress, long lastEvent)
    {
        var mark = progress.GetValueOrDefault(HighWaterMark);
        lock (_lock)
        {
            string[] stuck = [.. shards.Select(name => (Name: name, Target: mark)).Prepend((Name: HighWaterMark, Target: lastEvent))
                .Where(s => IsStuck(s.Name, progress.GetValueOrDefault(s.Name), s.Target))
                .Select(s => $"{s.Name} stuck at {progress.GetValueOrDefault(s.Name)} of {s.Target}")];
            return stuck.Length == 0 ? "ok" : string.Join("; ", stuck);
        }
    }

    bool IsStuck(string shard, long at, long target)
    {
        if (at >= target)
        {
            _behind.Remove(shard);
            return false;
        }

        if (!_behind.TryGetValue(shard, out var before) || before.At != at)
            _behind[shard] = before = (at, clock.GetUtcNow());
        return clock.GetUtcNow() - before.Since > Patience;
    }

    async Task<(Dictionary<string, long> Progress, long LastEvent)> ReadAsync(CancellationToken ct)
    {
        // Not the sequence's value, which failed appends leave ahead of the last event.
        var schema = store.Options.Events.DatabaseSchemaName;
        await using var command = database.CreateCommand(
            $"select name, last_seq_id from {schema}.mt_event_progression union all select '', max(seq_id) from {schema}.mt_events having max(seq_id) is not null");
        command.CommandTimeout = 2;
        await using var reader = await command.ExecuteReaderAsync(ct);
        var positions = new Dictionary<string, long>();
        while (await reader.ReadAsync(ct))
            positions[reader.GetString(0)] = reader.GetInt64(1);
        return (positions, positions.GetValueOrDefault(""));
    }
}

/// <summary>How far a shard is.</summary>
/// <param name="At">The sequence number of the last event that it has taken.</param>
/// <param name="LastEvent">That of the last event there is.</param>
public sealed record ShardPosition(string Name, long At, long LastEvent);
