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
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var silentFor = TimeSpan.Zero; // at start everything open is looked at: this may be a restart after a crash
        using var timer = new PeriodicTimer(options.Every, clock);
        do
        {
            try
            {
                await ReconcileAsync(silentFor, stoppingToken);
                silentFor = options.SilentFor;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning(e, "Reconciling failed; trying again in {Every}", options.Every);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>The text whose hash is the lock.</summary>
    public static string LockOf(string schema) => $"freshmaker reconciles {schema}";

    public async Task ReconcileAsync(TimeSpan silentFor, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        // One node reconciles at a time. Advisory locks are the whole database's, which other installations may share.
        await using var tryLock = new NpgsqlCommand("select pg_try_advisory_xact_lock(hashtextextended($1, 0))", connection)
        {
            Parameters = { new() { Value = LockOf(store.Options.Events.DatabaseSchemaName) } },
        };
        if (await tryLock.ExecuteScalarAsync(ct) is not true)
            return;

        await using var session = store.QuerySession();
        foreach (var open in await session.Query<OpenRebuild>().ToListAsync(ct))
        {
            if (await session.Events.FetchStreamStateAsync(open.Id, ct) is { } stream && clock.GetUtcNow() - stream.LastTimestamp >= silentFor)
                await ReconcileAsync(session, open.Id, ct);
        }
    }

    async Task ReconcileAsync(IQuerySession session, string rebuildId, CancellationToken ct)
    {
        using var rebuild = Serilog.Context.LogContext.PushProperty("RebuildId", rebuildId);
        await using var scope = scopes.CreateAsyncScope();
        var messages = scope.ServiceProvider.GetRequiredService<IMessageBus>();
        var state = (await rebuilds.OpenAsync(session, rebuildId, ct)).State;
        var owed = RebuildProcess.Next(state).Count(w => w.NotBefore is null || w.NotBefore <= clock.GetUtcNow());
        if (owed > 0)
        {
            logger.LogInformation("Rebuild {RebuildId} owes {Owed} steps; they are ordered again", rebuildId, owed);
            await messages.PublishAsync(new ResumeRebuild(rebuildId));
        }

        foreach (var build in state.Builds.Values.Where(b => b.Phase == BuildPhase.Building && b.ExternalId is not null))
        {
            try
            {
                if (await mbs.GetAsync(build.ExternalId!.Value, ct) is { } now && now.State > (build.Observed ?? ModuleBuildState.Init))
                {
                    logger.LogWarning("MBS build {ExternalId} is {State} but its message did not come; taking it from MBS", now.BuildId, now.State);
                    await messages.PublishAsync(found.AsMessage(now));
                }
            }
            catch (OutsideFault fault)
            {
                logger.LogWarning("MBS could not be asked about build {ExternalId}: {Text}", build.ExternalId, fault.Text);
            }
        }
    }
}
