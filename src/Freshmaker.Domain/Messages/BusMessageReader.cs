using System.Text.Json;
using System.Text.Unicode;

namespace Freshmaker.Domain.Messages;

/// <summary>Turns what the transport delivered into a <see cref="BusMessage"/>, from both wire forms. Never throws on strange input.</summary>
public static class BusMessageReader
{
    /// <summary>Largest body that is read, in bytes. Real messages of these topics have a few kilobytes.</summary>
    public const int MaxBodyBytes = 1024 * 1024;

    /// <summary>Longest message id that is taken, in characters.</summary>
    public const int MaxIdLength = 512;

    const int MaxSenderLength = 256;
    const string UserHeader = "fedora_messaging_user_";

    public static (BusMessage? Message, Refusal? Refusal) Read(WireMessage wire)
    {
        if (wire.Body.Length == 0)
            return Refuse("body", "must not be empty");
        if (wire.Body.Length > MaxBodyBytes)
            return Refuse("body", $"must not be larger than {MaxBodyBytes} bytes");

        // JsonDocument leaves texts unchecked until they are asked for; then it is too late to refuse.
        if (!Utf8.IsValid(wire.Body.Span))
            return Refuse("body", "must be JSON in UTF-8 (it has bytes that are not)");

        JsonElement root;
        try
        {
            using var document = JsonDocument.Parse(wire.Body);
            root = document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            return Refuse("body", $"must be JSON in UTF-8, not nested deeper than 64 ({e.Message})");
        }

        if (root.ValueKind != JsonValueKind.Object)
            return Refuse("body", $"must be a JSON object (it is {root.ValueKind})");

        var isEnvelope = root.Text("topic") is not null && root.At("msg") is not null;
        var id = NotEmpty(isEnvelope ? root.Text("msg_id") : null) ?? NotEmpty(wire.MessageId)
            ?? NotEmpty(root.Text("headers", "message-id")) ?? Header(wire, "message-id");
        var topic = (isEnvelope ? root.Text("topic") : null) ?? wire.Topic;

        if (id is null)
            return Refuse("message id", "must be given: as the AMQP message-id, as msg_id, or in headers.message-id");
        if (id.Length > MaxIdLength)
            return Refuse("message id", $"must not be longer than {MaxIdLength} characters (it has {id.Length})");
        if (id.Any(char.IsControl))
            return Refuse("message id", "must not contain control characters");
        if (string.IsNullOrWhiteSpace(topic))
            return Refuse("topic", "must be given: as the routing key or as topic in the body");
        if (topic.Any(char.IsControl))
            return Refuse("topic", "must not contain control characters");

        var sentAt = isEnvelope && root.Number("timestamp") is { } seconds ? FromUnix(seconds) : IsoTime.Of(Header(wire, "sent-at"));
        return (new(id, topic, Storable(wire.Headers), isEnvelope ? root.At("msg")!.Value : root, sentAt, wire.ReceivedAt)
        {
            Sender = NameOf(isEnvelope ? root.Text("username") : null) ?? NameOf(string.Join(", ", UsersOf(wire))),
        }, null);
    }

    static (BusMessage?, Refusal?) Refuse(string field, string rule) => (null, new(field, rule));

    // PostgreSQL's jsonb cannot hold a NUL, and a message that cannot be stored would come back for ever.
    static IReadOnlyDictionary<string, string> Storable(IReadOnlyDictionary<string, string> headers) =>
        headers.Any(h => h.Key.Contains('\0') || h.Value.Contains('\0'))
            ? headers.GroupBy(h => h.Key.Replace('\0', '\uFFFD')).ToDictionary(g => g.Key, g => g.First().Value.Replace('\0', '\uFFFD'))
            : headers;

    static IEnumerable<string> UsersOf(WireMessage wire) => wire.Headers.Keys
        .Where(name => name.StartsWith(UserHeader, StringComparison.Ordinal)).Select(name => name[UserHeader.Length..]).Order(StringComparer.Ordinal);

    static string? NameOf(string? text) =>
        text is not null && new string([.. text.Where(c => !char.IsControl(c)).Take(MaxSenderLength)]).Trim() is { Length: > 0 } name ? name : null;

    static string? NotEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    static string? Header(WireMessage wire, string name) => wire.Headers.TryGetValue(name, out var value) ? NotEmpty(value) : null;

    static DateTimeOffset? FromUnix(double seconds) =>
        seconds is > 0 and < 253_402_300_799 ? DateTimeOffset.UnixEpoch.AddSeconds(seconds) : null;
}
