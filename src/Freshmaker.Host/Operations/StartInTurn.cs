using Npgsql;

namespace Freshmaker.Host.Operations;

/// <summary>
/// Nodes of one installation start one after the other: two that made the same new tables at the same moment would stop each other. The lock goes
/// with its transaction, so a node that dies while starting keeps nobody waiting.
/// </summary>
sealed class StartInTurn(NpgsqlDataSource database, FreshmakerSettings settings) : IHostedLifecycleService
{
    NpgsqlConnection? _turn;

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        _turn = await database.OpenConnectionAsync(cancellationToken);
        await _turn.BeginTransactionAsync(cancellationToken);
        await using var wait = new NpgsqlCommand("select pg_advisory_xact_lock(hashtextextended($1, 0))", _turn)
        {
            CommandTimeout = 0, // as long as the others need
            Parameters = { new() { Value = $"freshmaker start {settings.Schema}" } },
        };
        await wait.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        // Rolls back, which ends the lock.
        if (_turn is not null)
            await _turn.DisposeAsync();
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
