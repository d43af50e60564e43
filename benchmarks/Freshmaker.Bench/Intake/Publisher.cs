using RabbitMQ.Client;

namespace Freshmaker.Bench.Intake;

/// <summary>Publishes as fedora-messaging does: persistent, with its headers, confirmed by the broker.</summary>
static class Publisher
{
    const int InFlight = 500;

    public static async Task PublishAsync(IConnection connection, string exchange, string topic, IEnumerable<Push> pushes, CancellationToken ct)
    {
        await using var channel = await connection.CreateChannelAsync(new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), ct);
        foreach (var some in pushes.Chunk(InFlight))
        {
            var confirmations = some
                .Select(push => channel.BasicPublishAsync(exchange, topic, mandatory: true, Properties(push), push.Body, ct).AsTask())
                .ToArray();
            await Task.WhenAll(confirmations);
        }
    }

    static BasicProperties Properties(Push push) => new()
    {
        MessageId = push.Id,
        ContentType = "application/json",
        ContentEncoding = "utf-8",
        DeliveryMode = DeliveryModes.Persistent,
        Headers = new Dictionary<string, object?>
        {
            ["fedora_messaging_severity"] = 20,
            ["fedora_messaging_schema"] = "base.message",
            ["sent-at"] = "2026-01-05T10:00:00+00:00",
        },
    };
}
