using System.Diagnostics;
using Freshmaker.Bench.Service;
using Npgsql;

namespace Freshmaker.Bench.Intake;

/// <summary>What the database gives at best to one row a transaction: prepared INSERTs, each its own commit.</summary>
static class InsertBaseline
{
    /// <summary>As many connections as give the most.</summary>
    public const int Most = 16;

    const string Payload = "as many characters as a small event has: 0123456789 0123456789 0123456789 0123456789 0123456789 0123";

    /// <summary>Gives commits per second.</summary>
    public static async Task<double> RunAsync(ServiceSpace space, int count, int connectionCount, CancellationToken ct)
    {
        var table = await TableAsync(space, ct);
        var connections = new List<NpgsqlConnection>();
        try
        {
            var inserts = new List<NpgsqlCommand>();
            for (var i = 0; i < connectionCount; i++)
            {
                var connection = await space.Database.OpenConnectionAsync(ct);
                connections.Add(connection);
                var insert = new NpgsqlCommand($"insert into {table} (data) values ($1)", connection) { Parameters = { new() { Value = Payload } } };
                await insert.PrepareAsync(ct);
                inserts.Add(insert);
            }

            var begin = Stopwatch.GetTimestamp();
            await Task.WhenAll(inserts.Select(insert => Task.Run(
                async () =>
                {
                    for (var i = 0; i < count / connectionCount; i++)
                        await insert.ExecuteNonQueryAsync(ct);
                },
                ct)));
            return count / connectionCount * connectionCount / Stopwatch.GetElapsedTime(begin).TotalSeconds;
        }
        finally
        {
            foreach (var connection in connections)
                await connection.DisposeAsync();
        }
    }

    /// <summary>One transaction that inserts rows one by one, prepared. Gives milliseconds.</summary>
    public static async Task<double> OneTransactionAsync(ServiceSpace space, int rows, CancellationToken ct)
    {
        var table = await TableAsync(space, ct);
        await using var connection = await space.Database.OpenConnectionAsync(ct);
        await using var insert = new NpgsqlCommand($"insert into {table} (data) values ($1)", connection) { Parameters = { new() { Value = Payload } } };
        await insert.PrepareAsync(ct);
        var begin = Stopwatch.GetTimestamp();
        await using var transaction = await connection.BeginTransactionAsync(ct);
        for (var i = 0; i < rows; i++)
            await insert.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        return Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
    }

    static async Task<string> TableAsync(ServiceSpace space, CancellationToken ct)
    {
        var table = $"{space.Settings.Schema}.bench_insert";
        await using var create = space.Database.CreateCommand($"create table if not exists {table} (id bigint generated always as identity primary key, data text not null)");
        await create.ExecuteNonQueryAsync(ct);
        return table;
    }
}
