using Freshmaker.Domain.Messages;
using Freshmaker.Host.Bus;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Freshmaker.Host.Tests.Running;

/// <summary>The test's own way to RabbitMQ. Makes the exchange, which is not the host's, and takes everything away at the end.</summary>
public sealed class Broker : IAsyncDisposable
{
    readonly BusOptions _options;
    readonly IConnection _connection;
    readonly IChannel _channel;
    readonly SemaphoreSlim _one = new(1, 1);

    Broker(BusOptions options, IConnection connection, IChannel channel) => (_options, _connection, _channel) = (options, connection, channel);

    public static async Task<Broker> ConnectAsync(BusOptions options)
    {
        var connection = await new ConnectionFactory { Uri = Settings.Rabbit, ClientProvidedName = "test" }.CreateConnectionAsync();
        var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        await channel.ExchangeDeclareAsync(options.Exchange, "topic", durable: true);
        return new(options, connection, channel);
    }

    public string QueueOf(IMessageParser family) => $"{_options.QueuePrefix}.{family.TopicSuffix}";

    public async Task PublishAsync(WireMessage message)
    {
        var properties = new BasicProperties
        {
            MessageId = message.MessageId,
            DeliveryMode = DeliveryModes.Persistent,
            Headers = message.Headers.ToDictionary(h => h.Key, h => (object?)h.Value),
        };
        await _one.WaitAsync();
        try
        {
            await _channel.BasicPublishAsync(_options.Exchange, message.Topic!, mandatory: true, properties, message.Body);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Messages that are waiting in a queue, without those that were delivered and not acknowledged.</summary>
    public Task<uint> WaitingAsync(IMessageParser family) => AskAsync(channel => channel.MessageCountAsync(QueueOf(family)));

    public Task<uint> ConsumersAsync(IMessageParser family) => AskAsync(channel => channel.ConsumerCountAsync(QueueOf(family)));

    public Task<uint> DeleteQueueAsync(IMessageParser family) => AskAsync(channel => channel.QueueDeleteAsync(QueueOf(family)));

    /// <summary>Declares the queue again: the broker refuses unless it is of this type.</summary>
    public async Task ShouldBeAsync(IMessageParser family, string type, Dictionary<string, object?> arguments)
    {
        await using var channel = await _connection.CreateChannelAsync();
        arguments["x-queue-type"] = type;
        await channel.QueueDeclareAsync(QueueOf(family), durable: true, exclusive: false, autoDelete: false, arguments);
    }

    /// <summary>On a channel of its own: the broker closes one that asks for what is not there. That counts as none.</summary>
    async Task<uint> AskAsync(Func<IChannel, Task<uint>> question)
    {
        await using var channel = await _connection.CreateChannelAsync();
        try
        {
            return await question(channel);
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            return 0;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var family in MessageParsers.All)
            await _channel.QueueDeleteAsync(QueueOf(family));
        await _channel.ExchangeDeleteAsync(_options.Exchange);
        await _connection.DisposeAsync();
        _one.Dispose();
    }
}
