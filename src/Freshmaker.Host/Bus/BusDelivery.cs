using System.Text;
using Freshmaker.Domain.Messages;

namespace Freshmaker.Host.Bus;

/// <summary>
/// A delivery that needs more than the listener's fast way: it is refused, or dist-git has to be asked about it first, or something about it
/// broke. It waits in a durable local queue; if it cannot be processed there it becomes a dead letter that can be replayed.
/// </summary>
/// <param name="IsCut">Only the beginning of the body is kept, because it was too large to be read.</param>
public sealed record BusDelivery(
    string? MessageId, string? Topic, IReadOnlyDictionary<string, string> Headers, byte[] Body, DateTimeOffset ReceivedAt, bool IsCut = false)
{
    /// <summary>How much is kept of a body that is too large to be read anyway.</summary>
    const int KeptOfTooLarge = 64 * 1024;

    public static BusDelivery Of(WireMessage wire) => wire.Body.Length > BusMessageReader.MaxBodyBytes
        ? new(wire.MessageId, wire.Topic, wire.Headers, wire.Body[..KeptOfTooLarge].ToArray(), wire.ReceivedAt, IsCut: true)
        : new(wire.MessageId, wire.Topic, wire.Headers, wire.Body.ToArray(), wire.ReceivedAt);

    public static BusDelivery Of(string messageId, string topic, string body, DateTimeOffset receivedAt) =>
        new(messageId, topic, new Dictionary<string, string>(), Encoding.UTF8.GetBytes(body), receivedAt);

    public WireMessage ToWire() => new(MessageId, Topic, Headers, Body, ReceivedAt);
}
