using Freshmaker.Domain.Rebuilds;
using Freshmaker.Projections;
using JasperFx.Events;
using Marten;
using Marten.Linq;
using Npgsql;

namespace Freshmaker.Host.Rebuilding;

/// <summary>Rebuilds as their streams tell them, for people who ask: folded by the code that decides, not read from projections.</summary>
public sealed class RebuildHistories(IDocumentStore store, [FromKeyedServices(ReadModels.Reading)] NpgsqlDataSource database)
{
    static readonly Dictionary<string, Type> Types = EventNames.All.ToDictionary(e => e.Value, e => e.Key);

    readonly ISerializer _json = store.Options.Serializer();

    /// <summary>
    /// The states by id; with one statement, whatever their number. An id that no stream has is absent. Folding looks at nothing but what happened, so only that is read: the
    /// store reads a dozen columns more of each event, and the whole takes it twice as long.
    /// </summary>
    public async Task<IReadOnlyDictionary<string, Rebuild>> StatesAsync(IReadOnlyCollection<string> ids, CancellationToken ct)
    {
        var states = new Dictionary<string, Rebuild>(StringComparer.Ordinal);
        if (ids.Count == 0)
            return states;
        await using var command = database.CreateCommand(
            $"select stream_id, type, data from {store.Options.Events.DatabaseSchemaName}.mt_events where stream_id = any($1) and is_archived = false order by stream_id, version");
        command.Parameters.Add(new NpgsqlParameter { Value = ids.Distinct(StringComparer.Ordinal).ToArray() });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var id = reader.GetString(0);
            if (Types.TryGetValue(reader.GetString(1), out var type))
                states[id] = Rebuild.Fold(states.GetValueOrDefault(id) ?? new(id), (IRebuildEvent)_json.FromJson(type, reader, 2));
        }

        return states;
    }

    /// <summary>The rebuilds as they stood at a time; with one statement, whatever their number. One that had not begun is absent.</summary>
    /// <param name="at">Events recorded then count. Null: now.</param>
    public async Task<IReadOnlyDictionary<string, PastRebuild>> AsOfAsync(IReadOnlyCollection<string> ids, DateTimeOffset? at, CancellationToken ct) =>
        (await EventsAsync(ids, at, ct)).Select(stream => PastRebuild.Of([.. Beginning(stream)], at)).OfType<PastRebuild>().ToDictionary(past => past.Id);

    /// <summary>The rebuild as it stood after so many events; as it stands now when there are not so many.</summary>
    public async Task<PastRebuild?> AtVersionAsync(string id, int version, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        return PastRebuild.Of(await session.Events.QueryAllRawEvents().Where(e => e.StreamKey == id && e.Version <= version).OrderBy(e => e.Version).ToListAsync(ct), at: null);
    }

    async Task<IEnumerable<IGrouping<string, IEvent>>> EventsAsync(IReadOnlyCollection<string> ids, DateTimeOffset? until, CancellationToken ct)
    {
        var wanted = ids.Distinct(StringComparer.Ordinal).ToArray();
        if (wanted.Length == 0)
            return [];
        await using var session = store.QuerySession();
        var events = session.Events.QueryAllRawEvents().Where(e => e.StreamKey!.IsOneOf(wanted));
        if (until is { } time)
            events = events.Where(e => e.Timestamp <= time);
        return (await events.OrderBy(e => e.Version).ToListAsync(ct)).GroupBy(e => e.StreamKey!, StringComparer.Ordinal);
    }

    /// <summary>The clocks of nodes differ, so an event can bear an earlier time than the one before it: without that one it would tell of what never was.</summary>
    static IEnumerable<IEvent> Beginning(IEnumerable<IEvent> stream) => stream.TakeWhile((e, i) => e.Version == i + 1);
}
