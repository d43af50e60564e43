using RabbitMQ.Client;

namespace Freshmaker.Host.Bus;

/// <summary>A connection to the broker. Users open it when they need it and open it again when it broke.</summary>
public sealed class BusConnection(BusOptions options) : IAsyncDisposable
{
    /// <summary>Key of the connection that publishes; the other one listens.</summary>
    public const string ForPublishing = "publishing";

    readonly SemaphoreSlim _gate = new(1, 1);
    IConnection? _connection;

    public bool IsOpen => _connection is { IsOpen: true };

    public async Task<IConnection> ConnectAsync(CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        try
        {
            if (_connection is { IsOpen: true })
                return _connection;
            if (_connection is not null)
                await _connection.DisposeAsync();
            // Recovery is ours: channels, tags and unconfirmed messages of a broken connection are all void together.
            var factory = new ConnectionFactory { Uri = options.Uri, AutomaticRecoveryEnabled = false, ClientProvidedName = "freshmaker" };
            return _connection = await factory.CreateConnectionAsync(ct);
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
        _gate.Dispose();
    }
}
