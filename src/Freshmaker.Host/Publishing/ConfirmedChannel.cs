using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Freshmaker.Host.Publishing;

/// <summary>
/// A channel whose broker confirms. The confirmations are counted here because the client's own tracking writes its sequence number into the
/// headers of every message, and because it promises no order for messages that are not awaited one by one.
/// </summary>
sealed class ConfirmedChannel : IAsyncDisposable
{
    readonly Lock _lock = new();
    readonly SortedSet<ulong> _unconfirmed = [];
    readonly IChannel _channel;
    TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    ulong _lastTag;
    ulong _firstRefused = ulong.MaxValue;
    Exception? _fault;

    ConfirmedChannel(IChannel channel)
    {
        _channel = channel;
        channel.BasicAcksAsync += (_, ack) => Note(() =>
        {
            if (ack.Multiple)
                _unconfirmed.RemoveWhere(tag => tag <= ack.DeliveryTag);
            else
                _unconfirmed.Remove(ack.DeliveryTag);
        });
        channel.BasicNacksAsync += (_, nack) => Note(() =>
        {
            _fault ??= new IOException("the broker refused a message");
            // Of several it names the last; which of those before it are meant does not matter: none of them counts as confirmed.
            _firstRefused = Math.Min(_firstRefused, nack.Multiple && _unconfirmed.Count > 0 ? _unconfirmed.Min : nack.DeliveryTag);
        });
        channel.ChannelShutdownAsync += (_, reason) => Note(() => _fault ??= new AlreadyClosedException(reason));
    }

    /// <summary>Why nothing more can be sent here.</summary>
    public Exception? Fault
    {
        get
        {
            lock (_lock)
                return _fault;
        }
    }

    public static async Task<ConfirmedChannel> OpenAsync(IConnection connection, CancellationToken ct) =>
        new(await connection.CreateChannelAsync(new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: false), ct));

    /// <summary>Sends messages in order and waits for the broker. How many of them, from the first on without a gap, it has confirmed.</summary>
    public async Task<int> PublishAsync(string exchange, IReadOnlyList<OutgoingMessage> messages, CancellationToken ct)
    {
        var before = _lastTag;
        try
        {
            foreach (var message in messages)
            {
                lock (_lock)
                {
                    if (_fault is not null)
                        break;
                    _unconfirmed.Add(++_lastTag); // the broker counts too
                }

                await _channel.BasicPublishAsync(exchange, message.Topic, mandatory: false, PropertiesOf(message), message.Body, ct);
            }

            await SettledAsync(ct);
        }
        catch (Exception e)
        {
            // Whether the last one went out is unknown, so the broker's count and ours may differ from here on.
            await Note(() => _fault ??= e);
            ct.ThrowIfCancellationRequested();
        }

        lock (_lock)
        {
            // A later confirmation of several covers a refused message too, so the first refused one is a limit of its own.
            var confirmed = Math.Min(_unconfirmed.Count > 0 ? _unconfirmed.Min - 1 : _lastTag, _firstRefused - 1);
            return (int)(Math.Max(confirmed, before) - before);
        }
    }

    Task SettledAsync(CancellationToken ct)
    {
        lock (_lock)
        {
            if (_unconfirmed.Count == 0 || _fault is not null)
                return Task.CompletedTask;
            _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _settled.Task.WaitAsync(ct);
        }
    }

    Task Note(Action change)
    {
        lock (_lock)
        {
            change();
            if (_unconfirmed.Count == 0 || _fault is not null)
                _settled.TrySetResult();
        }

        return Task.CompletedTask;
    }

    static BasicProperties PropertiesOf(OutgoingMessage message) => new()
    {
        MessageId = message.Id,
        ContentType = "application/json",
        ContentEncoding = "utf-8",
        DeliveryMode = DeliveryModes.Persistent,
        Priority = 0,
        Headers = message.Headers.ToDictionary(),
    };

    public ValueTask DisposeAsync() => _channel.DisposeAsync();
}
