using System.Text.Json;
using Npgsql;

namespace Freshmaker.EndToEnd.Tests.Harness;

/// <summary>The test's own view of the database: the event streams, which are the truth, and Wolverine's tables.</summary>
public sealed class Database(string connectionString, string schema) : IAsyncDisposable
{
    readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = 3 }.ConnectionString);

    /// <summary>Every rebuild, as its stream tells it.</summary>
    public async Task<IReadOnlyList<RebuildHistory>> RebuildsAsync()
    {
        var rows = await RowsAsync($"select stream_id, type, data::text from {schema}.mt_events where type <> 'tombstone' order by seq_id", r => (r.GetString(0), r.GetString(1), r.GetString(2)));
        return [.. rows.GroupBy(r => r.Item1).Select(g => new RebuildHistory(g.Key, g.Select(r => (r.Item2, JsonDocument.Parse(r.Item3).RootElement))))];
    }

    /// <summary>The reasons that events of a type give in a rebuild, from the first to the last.</summary>
    public async Task<IReadOnlyList<Why>> ReasonsAsync(string rebuild, string type) =>
        [.. (await RowsAsync($"select data::text from {schema}.mt_events where stream_id = '{rebuild}' and type = '{type}' order by seq_id", r => r.GetString(0)))
            .Select(data => Why.Of(JsonDocument.Parse(data).RootElement))];

    public async Task<long> EventCountAsync(string type = "%") => await ScalarAsync($"select count(*) from {schema}.mt_events where type like '{type}'");

    /// <summary>Rebuilds that are not over.</summary>
    public Task<long> OpenRebuildsAsync() => ScalarAsync($"select count(*) from {schema}.mt_doc_openrebuild");

    /// <summary>Commands and work that wait or are under way.</summary>
    public Task<long> PendingAsync() => ScalarAsync($"select count(*) from {schema}_wolverine.wolverine_incoming_envelopes where status <> 'Handled'");

    public async Task<IReadOnlyList<DeadLetter>> DeadLettersAsync() => await RowsAsync(
        $"select id, message_type, exception_type, exception_message from {schema}_wolverine.wolverine_dead_letters",
        r => new DeadLetter(r.GetGuid(0), r.GetString(1), r.IsDBNull(2) ? "" : r.GetString(2), r.IsDBNull(3) ? "" : r.GetString(3)));

    public async Task ExecuteAsync(string sql)
    {
        await using var command = _source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    public Task DropAsync() => ExecuteAsync($"drop schema if exists {schema} cascade; drop schema if exists {schema}_wolverine cascade; drop schema if exists {schema}_views cascade");

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    async Task<long> ScalarAsync(string sql) => (await RowsAsync(sql, r => r.GetInt64(0))).FirstOrDefault();

    async Task<List<T>> RowsAsync<T>(string sql, Func<NpgsqlDataReader, T> read)
    {
        var rows = new List<T>();
        try
        {
            await using var command = _source.CreateCommand(sql);
            await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
            while (await reader.ReadAsync(TestContext.Current.CancellationToken))
                rows.Add(read(reader));
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UndefinedTable)
        {
            // no Host has made its tables yet
        }

        return rows;
    }
}

/// <summary>A message that could not be processed and waits for a person.</summary>
public sealed record DeadLetter(Guid Id, string MessageType, string ExceptionType, string ExceptionMessage);
