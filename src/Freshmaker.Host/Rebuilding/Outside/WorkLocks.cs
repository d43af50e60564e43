using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Operations;
using Npgsql;

namespace Freshmaker.Host.Rebuilding.Outside;

/// <summary>
/// One node at a time does a piece of work. To ask a system whether something was done before and then to do it are two calls, and a node that starts, or that
/// takes over what another has had in hand for long, orders the same work: between the two calls it would be done twice.
/// </summary>
/// <remarks>
/// Advisory locks of PostgreSQL, all on one connection of the node, which a piece of work asks twice. They end with the connection, so what a killed node was
/// doing can be done at once. Without other nodes there is nobody to keep out. (DistributedLock could share a connection too, but each of its locks writes two
/// warnings into the server's log.)
/// </remarks>
public sealed class WorkLocks(NpgsqlDataSource database, FreshmakerSettings settings, ILogger<WorkLocks> logger) : IAsyncDisposable
{
    readonly SemaphoreSlim _one = new(1, 1);
    NpgsqlConnection? _connection;

    /// <summary>The lock, to be given back when the work is done; null when another node is doing this work now.</summary>
    public async Task<IAsyncDisposable?> TryTakeAsync(Work work, CancellationToken ct)
    {
        if (settings.SingleNode)
            return Nothing.ToGiveBack;
        var name = NameOf(settings.Schema, work);
        await _one.WaitAsync(ct);
        try
        {
            if (_connection is { State: not System.Data.ConnectionState.Open } broken)
            {
                _connection = null;
                await broken.DisposeAsync();
            }

            var connection = _connection ??= await database.OpenConnectionAsync(ct);
            return await AskAsync(connection, "select pg_try_advisory_lock(hashtextextended($1, 0))", name) ? new Taken(this, connection, name) : null;
        }
        finally
        {
            _one.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
        _one.Dispose();
    }

    /// <summary>Whichever attempt it is. With the schema: advisory locks are the whole database's, which other installations may share.</summary>
    static string NameOf(string schema, Work work) => $"freshmaker {schema} {work.GetType().Name} {work.RebuildId} " + work switch
    {
        PlanWithHandler plan => plan.Handler,
        AskForCompose ask => ask.Compose,
        BuildWork build => build.Build,
        _ => throw new ArgumentOutOfRangeException(nameof(work)),
    };

    /// <summary>Cannot be canceled: who does not hear the answer does not know whether it has the lock.</summary>
    static async Task<bool> AskAsync(NpgsqlConnection connection, string question, string name)
    {
        await using var command = new NpgsqlCommand(question, connection) { Parameters = { new() { Value = name } } };
        return await command.ExecuteScalarAsync(CancellationToken.None) is true;
    }

    async Task GiveBackAsync(NpgsqlConnection connection, string name)
    {
        await _one.WaitAsync(CancellationToken.None);
        try
        {
            if (connection == _connection)
                await AskAsync(connection, "select pg_advisory_unlock(hashtextextended($1, 0))", name);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            // The connection is gone and the lock with it. What was done is done and has to be recorded.
            logger.LogWarning("The connection that holds locks on work is gone: {Error}", e.Message);
        }
        finally
        {
            _one.Release();
        }
    }

    sealed class Taken(WorkLocks locks, NpgsqlConnection on, string name) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await locks.GiveBackAsync(on, name);
    }

    sealed class Nothing : IAsyncDisposable
    {
        public static Nothing ToGiveBack { get; } = new();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
