using Freshmaker.Domain.Rebuilds;
using Freshmaker.Projections.Builds;
using Marten;
using Npgsql;
using Wolverine;
using Wolverine.Marten;

namespace Freshmaker.Host.Rebuilding;

/// <summary>
/// Gives builds their turns when the number of running builds is limited, in the order of <see cref="Turns"/>. One node does it at a time. A turn is marked as taken
/// in the transaction that orders the start, so none is given twice; it is given back in the transaction that records the build's end. Now and then turns
/// are compared with their builds, so that no mistake keeps one for ever.
/// </summary>
public sealed class TurnGiver(
    IDocumentStore store, IServiceScopeFactory scopes, BuildOptions options, BuildQueries builds, NpgsqlDataSource database, TimeProvider clock,
    ILogger<TurnGiver> logger) : BackgroundService
{
    static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    /// <summary>How often turns are compared with their builds; also how often someone looks whether builds wait when there is no limit any more.</summary>
    static readonly TimeSpan ReviewEvery = TimeSpan.FromMinutes(1);

    int _looks;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Builds that were queued when there was a limit still wait when there is none: at start, and later when a node that has an older configuration queues them.
        using var timer = new PeriodicTimer(options.IsLimited ? Every : ReviewEvery, clock);
        do
        {
            try
            {
                await GiveAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning(e, "Turns could not be given; trying again in {Every}", timer.Period);
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

        IReadOnlyList<Turn> turns;
        await using (var reading = store.QuerySession())
            turns = await reading.Query<Turn>().ToListAsync(ct);
        if (!options.IsLimited || _looks++ % (ReviewEvery / Every) == 0)
            await ReviewAsync(turns, ct);
        await GiveAsync(Turns.Next(turns, options.MaxRunning, options.MaxRunningPerTarget), ct);
    }

    /// <summary>Gives these their turns.</summary>
    public async Task GiveAsync(IReadOnlyCollection<Turn> next, CancellationToken ct)
    {
        if (next.Count == 0)
            return;
        await using var session = store.LightweightSession();
        await using var scope = scopes.CreateAsyncScope();
        var outbox = scope.ServiceProvider.GetRequiredService<IMartenOutbox>();
        outbox.Enroll(session);
        // Only what is still there and still waits: a build that ended since it was read has deleted its turn, and nobody would delete it again.
        session.QueueSqlCommand(
            $"update {store.Options.Schema.For<Turn>()} set data = jsonb_set(data, '{{isTaken}}', 'true') where id = any(?) and not (data ->> 'isTaken')::boolean",
            (object)next.Select(t => t.Id).ToArray());
        foreach (var turn in next)
            await outbox.PublishAsync(new Commands.GrantTurn(turn.RebuildId, turn.Build));
        await session.SaveChangesAsync(ct);
    }

    /// <summary>
    /// Finds turns that do not fit what is known of their builds and has their rebuilds asked. The view of builds is asked and no history; it is behind by a moment,
    /// so it only says whom to ask: never that a turn is wrong.
    /// </summary>
    public async Task ReviewAsync(IReadOnlyCollection<Turn> turns, CancellationToken ct)
    {
        if (turns.Count == 0)
            return;
        var phases = await builds.PhasesAsync([.. turns.Select(t => (t.RebuildId, t.Build))], ct);
        await using var scope = scopes.CreateAsyncScope();
        var bus = scope.ServiceProvider.GetRequiredService<IMessageBus>();
        foreach (var turn in turns.Where(t => IsDoubtful(t, phases.TryGetValue((t.RebuildId, t.Build), out var phase) ? phase : null)))
            await bus.PublishAsync(new Commands.ReviewTurn(turn.RebuildId, turn.Build));
    }

    static bool IsDoubtful(Turn turn, BuildPhase? phase) => turn.IsTaken
        ? phase is null or BuildPhase.Queued || !phase.Value.NeedsTurn()
        : phase is { } ended && ended.IsEnd();
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

    /// <summary>
    /// Those that wait, in the order in which they will be served: the place in it is the position in the queue. The most urgent first; then whoever has the longest
    /// way behind it, because that way decides when all is done; then whoever waits longest.
    /// </summary>
    public static IEnumerable<Turn> InOrder(IEnumerable<Turn> turns) =>
        turns.Where(t => !t.IsTaken).OrderByDescending(t => t.Priority).ThenByDescending(t => t.Height).ThenBy(t => t.QueuedAt).ThenBy(t => t.Id, StringComparer.Ordinal);
}
