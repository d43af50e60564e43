using RabbitMQ.Client;

namespace Freshmaker.Bench.Intake;

/// <summary>Publishes as fedora-messaging does: persistent, with its headers, confirmed by the broker.</summary>
static class Publisher
{
    const int InFlight = 500;

    public static async Task PublishAsync(IConnection connection, string exchange, string topic, IEnumerable<Sent> messages, CancellationToken ct)
    {
        await using var channel = await connection.CreateChannelAsync(new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), ct);
        foreach (var some in messages.Chunk(InFlight))
        {
            var confirmations = some
                .Select(message => channel.BasicPublishAsync(exchange, topic, mandatory: true, Properties(message), message.Body, ct).AsTask())
                .ToArray();
            await Task.WhenAll(confirmations);
        }
    }

    public static BasicProperties Properties(Sent message) => new()
    {
        MessageId = message.Id,
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

/// <summary>A message as it is sent.</summary>
sealed record Sent(string Id, byte[] Body);
