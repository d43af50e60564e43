using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Rebuilding.Commands;
using Marten;
using Npgsql;

namespace Freshmaker.Host.Rebuilding.Reconciling;

/// <summary>How often open rebuilds are looked at, and how long one must have been silent for that.</summary>
public sealed record ReconcileOptions(TimeSpan Every, TimeSpan SilentFor);

/// <summary>
/// Repairs what a crash or a lost message left behind. At start, and then for rebuilds in which nothing has happened for a while, owed work is
/// ordered again. MBS, Koji and ODCS are asked about everything in flight each time, whatever else its rebuild does; what they say is taken as if its
/// message had come.
/// </summary>
public sealed class Reconciler(
    IDocumentStore store, RebuildStore rebuilds, ModulesInFlight modules, TasksInFlight tasks, ComposesInFlight composes, RepairBus bus, ReconcileOptions options,
    NpgsqlDataSource database, TimeProvider clock, ILogger<Reconciler> logger) : BackgroundService
{
    readonly Dictionary<string, Patience> _patience = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // At start everything open is looked at: this may be a restart after a crash. Work that another node has in hand is ordered too; here it is dropped,
        // since that node has its lock.
        var silentFor = TimeSpan.Zero;
        using var timer = new PeriodicTimer(options.Every, clock);
        do
        {
            try
            {
                await ReconcileAsync(silentFor, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning(e, "Reconciling failed; trying again in {Every}", options.Every);
                continue;
            }

            silentFor = options.SilentFor;
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>The text whose hash is the lock.</summary>
    public static string LockOf(string schema) => $"freshmaker reconciles {schema}";

    public async Task ReconcileAsync(TimeSpan silentFor, CancellationToken ct)
    {
        // One node reconciles at a time. Advisory locks are the whole database's, which other installations may share. The lock is the session's and
        // not a transaction's, because a pass may take long. It is given back here: a pooled connection keeps it until someone uses it again.
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var tryLock = new NpgsqlCommand("select pg_try_advisory_lock(hashtextextended($1, 0))", connection)
        {
            Parameters = { new() { Value = LockOf(store.Options.Events.DatabaseSchemaName) } },
        };
        if (await tryLock.ExecuteScalarAsync(ct) is not true)
            return;
        try
        {
            await ReconcileOpenAsync(silentFor, ct);
        }
        finally
        {
            await using var unlock = new NpgsqlCommand("select pg_advisory_unlock_all()", connection);
            await unlock.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }

    async Task ReconcileOpenAsync(TimeSpan silentFor, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        var open = await session.Query<OpenRebuild>().ToListAsync(ct);
        foreach (var gone in _patience.Keys.Except(open.Select(o => o.Id)).ToList())
            _patience.Remove(gone);

        var states = new List<Rebuild>();
        foreach (var rebuild in open)
        {
            using var name = Serilog.Context.LogContext.PushProperty("RebuildId", rebuild.Id);
            try
            {
                if (await session.Events.FetchStreamStateAsync(rebuild.Id, ct) is not { } stream)
                    continue;
                var state = await rebuilds.ReadAsync(session, rebuild.Id, ct);
                states.Add(state);
                if (clock.GetUtcNow() - stream.LastTimestamp >= silentFor)
                    await OrderAgainAsync(state);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                logger.LogError(e, "Rebuild {RebuildId} could not be reconciled; the others go on", rebuild.Id);
            }
        }

        await modules.CompareAsync(states, ct);
        await tasks.CompareAsync(states, ct);
        await composes.CompareAsync(states, ct);
    }

    /// <summary>Orders owed work again, each time after twice the pause: what waits in a long queue is not lost.</summary>
    async Task OrderAgainAsync(Rebuild rebuild)
    {
        var now = clock.GetUtcNow();
        var owed = RebuildProcess.Next(rebuild).Count(w => w.NotBefore is null || w.NotBefore <= now);
        if (owed == 0 || (_patience.TryGetValue(rebuild.Id, out var patience) && now < patience.Until))
            return;
        var pause = patience is null ? options.SilentFor : patience.Pause * 2;
        _patience[rebuild.Id] = new(now + pause, pause);
        logger.LogInformation("Rebuild {RebuildId} owes {Owed} steps; they are ordered again", rebuild.Id, owed);
        await bus.SendAsync(new ResumeRebuild(rebuild.Id));
    }

    sealed record Patience(DateTimeOffset Until, TimeSpan Pause);
}
