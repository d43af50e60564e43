using RabbitMQ.Client;

namespace Freshmaker.Sandbox.Bus;

/// <summary>One connection to RabbitMQ, opened when needed; a publish returns when the broker has confirmed it.</summary>
internal sealed class RabbitLine(string uri, string exchange) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly CreateChannelOptions Confirmed = new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);

    private IConnection? _connection;
    private IChannel? _channel;

    public async Task PublishAsync(PublishedMessage message, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Patience);
        var channel = await OpenAsync(patience.Token);
        var properties = new BasicProperties
        {
            ContentType = message.ContentType,
            ContentEncoding = "utf-8",
            DeliveryMode = DeliveryModes.Persistent,
            Priority = 0,
            Headers = message.Headers.ToDictionary(),
        };
        if (message.Id is not null)
        {
            properties.MessageId = message.Id;
        }

        await channel.BasicPublishAsync(exchange, message.Topic, mandatory: false, properties, message.Body, patience.Token);
    }

    public async Task<IChannel> OpenAsync(CancellationToken stop)
    {
        if (_channel is { IsOpen: true })
        {
            return _channel;
        }

        await CloseAsync();
        var factory = new ConnectionFactory { Uri = new(uri), AutomaticRecoveryEnabled = false, ClientProvidedName = "freshmaker-sandbox" };
        _connection = await factory.CreateConnectionAsync(stop);
        _channel = await _connection.CreateChannelAsync(Confirmed, stop);
        if (!exchange.StartsWith("amq.", StringComparison.Ordinal))
        {
            await _channel.ExchangeDeclareAsync(exchange, ExchangeType.Topic, durable: true, cancellationToken: stop);
        }

        return _channel;
    }

    public async Task CloseAsync()
    {
        var (connection, channel) = (_connection, _channel);
        (_connection, _channel) = (null, null);
        try
        {
            if (channel is not null)
            {
                await channel.DisposeAsync();
            }

            if (connection is not null)
            {
                await connection.DisposeAsync();
            }
        }
        catch (Exception gone) when (gone is RabbitMQ.Client.Exceptions.RabbitMQClientException or IOException or ObjectDisposedException or TimeoutException or OperationCanceledException)
        {
            // closing what is broken may fail; a new connection is made next time
        }
    }

    public async ValueTask DisposeAsync() => await CloseAsync();
}
