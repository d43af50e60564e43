using Marten;
using Npgsql;
using Wolverine;
using Wolverine.Marten;

namespace Freshmaker.Host.Rebuilding;

/// <summary>
/// Gives builds their turns when the number of running builds is limited: by priority, then by how long they wait. One node does it at a time. A turn is marked
/// as taken in the transaction that orders the start, so none is given twice; it is given back in the transaction that records the build's end.
/// </summary>
public sealed class TurnGiver(
    IDocumentStore store, IServiceScopeFactory scopes, BuildOptions options, NpgsqlDataSource database, TimeProvider clock, ILogger<TurnGiver> logger) : BackgroundService
{
    static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        do
        {
            try
            {
                await GiveAsync(stoppingToken);
                if (!options.IsLimited)
                    return; // those that waited when there was a limit have their turn now; no others will
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning(e, "Turns could not be given; trying again in {Every}", Every);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>The text whose hash is the lock.</summary>
    static string LockOf(string schema) => $"freshmaker gives turns in {schema}";

    public async Task GiveAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var tryLock = new NpgsqlCommand("select pg_try_advisory_xact_lock(hashtextextended($1, 0))", connection, transaction)
        {
            Parameters = { new() { Value = LockOf(store.Options.Events.DatabaseSchemaName) } },
        };
        if (await tryLock.ExecuteScalarAsync(ct) is not true)
            return;

        await using var session = store.LightweightSession();
        var turns = await session.Query<Turn>().ToListAsync(ct);
        if (turns.All(t => t.IsTaken))
            return;
        await using var scope = scopes.CreateAsyncScope();
        var outbox = scope.ServiceProvider.GetRequiredService<IMartenOutbox>();
        outbox.Enroll(session);
        foreach (var turn in Turns.Next([.. turns], options.MaxRunning, options.MaxRunningPerTarget))
        {
            session.Store(turn with { IsTaken = true });
            await outbox.PublishAsync(new Commands.GrantTurn(turn.RebuildId, turn.Build));
        }

        await session.SaveChangesAsync(ct);
    }
}

/// <summary>Whose turn is next.</summary>
public static class Turns
{
    /// <summary>The waiting builds that may start now, in their order.</summary>
    public static IReadOnlyList<Turn> Next(IReadOnlyList<Turn> turns, int? max, int? maxPerTarget)
    {
        var running = turns.Count(t => t.IsTaken);
        var perTarget = turns.Where(t => t.IsTaken).CountBy(t => t.Target).ToDictionary();
        var next = new List<Turn>();
        foreach (var turn in InOrder(turns))
        {
            if (running >= (max ?? int.MaxValue))
                break;
            if (perTarget.GetValueOrDefault(turn.Target) >= (maxPerTarget ?? int.MaxValue))
                continue;
            running++;
            perTarget[turn.Target] = perTarget.GetValueOrDefault(turn.Target) + 1;
            next.Add(turn);
        }

        return next;
    }

    /// <summary>Those that wait, in the order in which they will be served: the place in it is the position in the queue.</summary>
    public static IEnumerable<Turn> InOrder(IEnumerable<Turn> turns) =>
        turns.Where(t => !t.IsTaken).OrderByDescending(t => t.Priority).ThenBy(t => t.QueuedAt).ThenBy(t => t.Id, StringComparer.Ordinal);
}
