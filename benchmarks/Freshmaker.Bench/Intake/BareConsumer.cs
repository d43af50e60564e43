using System.Diagnostics;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Freshmaker.Bench.Intake;

/// <summary>The least that a consumer can do: take each message and acknowledge it.</summary>
static class BareConsumer
{
    /// <summary>Drains that many messages of a queue. Gives messages per second.</summary>
    public static async Task<double> DrainAsync(IConnection connection, string queue, ushort prefetch, int count, CancellationToken ct)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: ct);
        var drained = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var taken = 0;
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false, ct);
            if (++taken == count)
                drained.TrySetResult();
        };
        await channel.BasicQosAsync(0, prefetch, global: false, ct);
        var begin = Stopwatch.GetTimestamp();
        await channel.BasicConsumeAsync(queue, autoAck: false, consumer, ct);
        await drained.Task.WaitAsync(ct);
        return count / Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }
}
