using System.Diagnostics;
using Freshmaker.Bench.Service;
using Npgsql;

namespace Freshmaker.Bench.Intake;

/// <summary>What the database gives at best to one row a transaction: prepared INSERTs, each its own commit, from 16 connections.</summary>
static class InsertBaseline
{
    const int Concurrency = 16;
    const string Payload = "as many characters as a small event has: 0123456789 0123456789 0123456789 0123456789 0123456789 0123";

    /// <summary>Gives commits per second.</summary>
    public static async Task<double> RunAsync(ServiceSpace space, int count, CancellationToken ct)
    {
        var table = $"{space.Settings.Schema}.bench_insert";
        await using (var create = space.Database.CreateCommand($"create table if not exists {table} (id bigint generated always as identity primary key, data text not null)"))
            await create.ExecuteNonQueryAsync(ct);

        var connections = new List<NpgsqlConnection>();
        try
        {
            var inserts = new List<NpgsqlCommand>();
            for (var i = 0; i < Concurrency; i++)
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
                    for (var i = 0; i < count / Concurrency; i++)
                        await insert.ExecuteNonQueryAsync(ct);
                },
                ct)));
            return count / Concurrency * Concurrency / Stopwatch.GetElapsedTime(begin).TotalSeconds;
        }
        finally
        {
            foreach (var connection in connections)
                await connection.DisposeAsync();
        }
    }
}
