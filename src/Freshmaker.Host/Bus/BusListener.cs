using System.Text;
using System.Threading.Channels;
using Freshmaker.Domain.Messages;
using Freshmaker.Host.Operations;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Freshmaker.Host.Bus;

/// <summary>
/// Listens to one queue per topic family. Deliveries are parsed as they come; what has arrived is taken in one transaction and then acknowledged
/// at once, up to the last of it. Nothing is acknowledged before its stream is committed, so a crash redelivers and the stream's key absorbs it
/// (docs/decisions/0004-own-bus-listener.md).
/// </summary>
public sealed class BusListener(BusOptions options, MessageParsers parsers, Intake intake, BusConnection bus, TimeProvider clock, ILogger<BusListener> logger)
    : BackgroundService
{
    const int MaxBatch = 200;
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Whether every queue is being listened to, for readiness.</summary>
    public bool IsListening => Volatile.Read(ref _listening) == MessageParsers.All.Count;

    int _listening;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(MessageParsers.All.Select(family => ListenForeverAsync(family, stoppingToken)));

    async Task ListenForeverAsync(IMessageParser family, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(family, ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                logger.LogWarning("Listening to {Family} is interrupted ({Error}); trying again in {Pause}", family.TopicSuffix, e.Message, Pause);
                await Task.Delay(Pause, clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    async Task ListenAsync(IMessageParser family, CancellationToken ct)
    {
        var connection = await bus.ConnectAsync(ct);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: ct);
        var queue = await DeclareAsync(channel, family, ct);

        // Lives and dies with this channel: delivery tags of another one mean nothing here.
        var arrived = Channel.CreateUnbounded<(ulong Tag, Incoming Incoming)>(new() { SingleReader = true, SingleWriter = true });
        channel.ChannelShutdownAsync += (_, args) => End($"channel closed: {args.ReplyText}");
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.UnregisteredAsync += (_, _) => End("the broker ended the consumer"); // the queue is gone or moves; the channel stays open
        consumer.ReceivedAsync += (_, delivery) =>
        {
            try
            {
                arrived.Writer.TryWrite((delivery.DeliveryTag, Incoming.Of(Wire(delivery), parsers).WithoutWhatIsNotNeeded()));
                return Task.CompletedTask;
            }
            catch (Exception e)
            {
                // The client would swallow it, and a later acknowledgement would cover this delivery unseen.
                return End($"reading a delivery failed: {e.Message}");
            }
        };
        await channel.BasicQosAsync(0, options.Prefetch, global: false, ct);
        await channel.BasicConsumeAsync(queue, autoAck: false, consumer, ct);
        Interlocked.Increment(ref _listening);
        logger.LogInformation("Listening to {Queue}", queue);
        try
        {
            while (await arrived.Reader.WaitToReadAsync(ct))
            {
                var batch = new List<(ulong Tag, Incoming Incoming)>();
                while (batch.Count < MaxBatch && arrived.Reader.TryRead(out var next))
                    batch.Add(next);
                await TakeAsync([.. batch.Select(b => b.Incoming)], ct);
                await channel.BasicAckAsync(batch[^1].Tag, multiple: true, ct);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _listening);
        }

        Task End(string why)
        {
            arrived.Writer.TryComplete(new IOException(why));
            return Task.CompletedTask;
        }
    }

    /// <summary>Takes a batch, however long the database is away. Only what is wrong with a delivery itself sets that one delivery aside.</summary>
    async Task TakeAsync(IReadOnlyList<Incoming> batch, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await intake.TakeAsync(batch, ct);
                return;
            }
            catch (Exception e) when (!ct.IsCancellationRequested && (attempt <= 3 || Outage.Is(e)))
            {
                logger.LogWarning("Taking {Count} messages failed in attempt {Attempt} ({Error}); trying again", batch.Count, attempt, e.Message);
                await Task.Delay(Pause * Math.Min(attempt, 5), clock, ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested && batch.Count > 1)
            {
                logger.LogError(e, "Taking {Count} messages together failed; taking them one by one", batch.Count);
                foreach (var one in batch)
                    await TakeAsync([one], ct);
                return;
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                logger.LogError(e, "Message {MessageId} of {Topic} cannot be taken and is set aside", batch[0].Wire.MessageId, batch[0].Wire.Topic);
                batch = [batch[0] with { Result = ParseResult.Refuse("message", $"could not be taken: {e.Message}") }];
                attempt = 0;
            }
        }
    }

    async Task<string> DeclareAsync(IChannel channel, IMessageParser family, CancellationToken ct)
    {
        var queue = $"{options.QueuePrefix}.{family.TopicSuffix}";
        // RabbitMQ 4 drops from quorum queues what was delivered 20 times; a host that restarts often must not lose messages that way.
        var arguments = new Dictionary<string, object?> { ["x-queue-type"] = options.QueueType };
        if (options.QueueType == "quorum")
            arguments["x-delivery-limit"] = 1_000_000;
        await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: ct);
        foreach (var key in parsers.BindingKeys(family))
            await channel.QueueBindAsync(queue, options.Exchange, key, cancellationToken: ct);
        return queue;
    }

    WireMessage Wire(BasicDeliverEventArgs delivery) => new(
        delivery.BasicProperties.MessageId, delivery.RoutingKey, Text(delivery.BasicProperties.Headers),
        // One byte too many is enough to refuse it; a thousand bodies of any size may wait here.
        delivery.Body[..Math.Min(delivery.Body.Length, BusMessageReader.MaxBodyBytes + 1)].ToArray(), clock.GetUtcNow());

    static Dictionary<string, string> Text(IDictionary<string, object?>? headers) => headers is null ? [] : headers
        .Where(h => h.Value is byte[] or string or bool or int or long)
        .ToDictionary(h => h.Key, h => h.Value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : $"{h.Value}");
}
