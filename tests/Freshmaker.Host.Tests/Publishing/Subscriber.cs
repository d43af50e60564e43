using System.Text.Json;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Freshmaker.Host.Tests.Publishing;

/// <summary>Someone else on the bus who listens to everything below a prefix.</summary>
sealed class Subscriber : IAsyncDisposable
{
    readonly Lock _lock = new();
    readonly List<Heard> _heard = [];
    readonly IConnection _connection;
    readonly IChannel _channel;
    readonly string _queue;
    TaskCompletionSource _caughtUp = new(TaskCreationOptions.RunContinuationsAsynchronously);

    Subscriber(IConnection connection, IChannel channel, string queue) => (_connection, _channel, _queue) = (connection, channel, queue);

    public sealed record Heard(string Topic, IReadOnlyBasicProperties Properties, JsonElement Body)
    {
        public string Id => Properties.MessageId!;
    }

    public static async Task<Subscriber> ListenAsync(Uri broker, string exchange, string prefix, CancellationToken ct)
    {
        var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync(ct);
        var channel = await connection.CreateChannelAsync(cancellationToken: ct);
        var queue = await channel.QueueDeclareAsync(cancellationToken: ct); // exclusive, gone with the connection
        await channel.QueueBindAsync(queue.QueueName, exchange, $"{prefix}.#", cancellationToken: ct);
        var subscriber = new Subscriber(connection, channel, queue.QueueName);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, d) => subscriber.HearAsync(d);
        await channel.BasicConsumeAsync(queue.QueueName, autoAck: true, consumer, ct);
        return subscriber;
    }

    /// <summary>Everything that was in the queue at this moment.</summary>
    public async Task<List<Heard>> AllAsync(CancellationToken ct)
    {
        _caughtUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await _channel.BasicPublishAsync("", _queue, mandatory: true, new BasicProperties { Type = "end" }, ReadOnlyMemory<byte>.Empty, ct);
        await _caughtUp.Task.WaitAsync(TimeSpan.FromSeconds(30), ct);
        lock (_lock)
            return [.. _heard];
    }

    /// <summary>How much has come so far.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _heard.Count;
        }
    }

    Task HearAsync(BasicDeliverEventArgs d)
    {
        if (d.BasicProperties.Type == "end")
        {
            _caughtUp.TrySetResult();
            return Task.CompletedTask;
        }

        using var body = JsonDocument.Parse(d.Body);
        lock (_lock)
            _heard.Add(new(d.RoutingKey, new BasicProperties(d.BasicProperties), body.RootElement.Clone()));
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
