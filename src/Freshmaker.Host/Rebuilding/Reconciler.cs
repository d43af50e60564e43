using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Rebuilding.Commands;
using Marten;
using Npgsql;
using Wolverine;

namespace Freshmaker.Host.Rebuilding;

/// <summary>How often open rebuilds are looked at, and how long one must have been silent for that.</summary>
public sealed record ReconcileOptions(TimeSpan Every, TimeSpan SilentFor);

/// <summary>
/// Repairs what a crash or a lost message left behind. At start, and then for rebuilds in which nothing has happened for a while: owed work is
/// ordered again, and MBS is asked about running builds. What MBS says is taken as if its message had come.
/// </summary>
public sealed class Reconciler(
    IDocumentStore store, IServiceScopeFactory scopes, RebuildStore rebuilds, IModuleBuildSystem mbs, FoundModuleBuild found, ReconcileOptions options,
    NpgsqlDataSource database, TimeProvider clock, ILogger<Reconciler> logger) : BackgroundService
{
    /// <summary>Times in a row that MBS must not know a running build before it is given up.</summary>
    const int UnknownBeforeLost = 5;

    /// <summary>Calls of one pass that MBS may leave without an answer before it is left alone until the next.</summary>
    const int FaultsInOnePass = 3;

    readonly Dictionary<string, Patience> _patience = [];
    readonly Dictionary<long, int> _unknown = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var silentFor = TimeSpan.Zero; // at start everything open is looked at: this may be a restart after a crash
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

        var faults = 0;
        foreach (var rebuild in open)
        {
            using var name = Serilog.Context.LogContext.PushProperty("RebuildId", rebuild.Id);
            try
            {
                if (await session.Events.FetchStreamStateAsync(rebuild.Id, ct) is not { } stream || clock.GetUtcNow() - stream.LastTimestamp < silentFor)
                    continue;
                var state = await rebuilds.ReadAsync(session, rebuild.Id, ct);
                await OrderAgainAsync(state);
                if (faults < FaultsInOnePass)
                    faults += await AskMbsAsync(state, ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                logger.LogError(e, "Rebuild {RebuildId} could not be reconciled; the others go on", rebuild.Id);
            }
        }
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
        await PublishAsync(new ResumeRebuild(rebuild.Id));
    }

    /// <summary>Asks MBS about running builds. How often it did not answer.</summary>
    async Task<int> AskMbsAsync(Rebuild rebuild, CancellationToken ct)
    {
        var faults = 0;
        foreach (var build in rebuild.Builds.Values.Where(b => b.Phase == BuildPhase.Building && b.ExternalId is not null))
        {
            var id = build.ExternalId!.Value;
            try
            {
                var now = await mbs.GetAsync(id, ct);
                _unknown[id] = now is null ? _unknown.GetValueOrDefault(id) + 1 : 0;
                if (now?.State > (build.Observed ?? ModuleBuildState.Init))
                {
                    logger.LogWarning("MBS build {ExternalId} is {State} but its message did not come; taking it from MBS", id, now.State);
                    await PublishAsync(found.AsMessage(now));
                }
                else if (_unknown[id] >= UnknownBeforeLost)
                {
                    logger.LogWarning("MBS does not know build {ExternalId} any more; it is given up", id);
                    await PublishAsync(new RecordLostBuild(rebuild.Id, build.Planned.Key, id));
                }
            }
            catch (OutsideFault fault)
            {
                logger.LogWarning("MBS could not be asked about build {ExternalId}: {Text}", id, fault.Text);
                if (++faults == FaultsInOnePass)
                    break;
            }
        }

        return faults;
    }

    async Task PublishAsync(object message)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IMessageBus>().PublishAsync(message);
    }

    sealed record Patience(DateTimeOffset Until, TimeSpan Pause);
}
