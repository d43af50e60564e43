using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Freshmaker.Host.Publishing.Contracts;

namespace Freshmaker.Host.Publishing;

/// <summary>A message as it goes onto the bus.</summary>
public sealed record OutgoingMessage(string Id, string Topic, IReadOnlyDictionary<string, object?> Headers, ReadOnlyMemory<byte> Body)
{
    public const string EventTopic = "freshmaker.event.state.changed";
    public const string EventMinTopic = "freshmaker.event.state.changed.min";
    public const string BuildTopic = "freshmaker.build.state.changed";

    /// <summary>The messages that tell of a change, in the order in which they are sent.</summary>
    /// <param name="prefix">What comes before our topics.</param>
    public static IEnumerable<OutgoingMessage> Of(StateChange change, string prefix) => change.Build is { } build
        ? [Of(change, $"{prefix}.{BuildTopic}", BuildJson.Of(change.After.FactsOf(build)), $"builds/{change.After.Builds[build].Number}")]
        :
        [
            Of(change, $"{prefix}.{EventTopic}", EventJson.Full(change.After.Facts, change.After.BuildsFacts), $"events/{change.After.Number}"),
            Of(change, $"{prefix}.{EventMinTopic}", EventJson.Min(change.After.Facts, change.After.BuildCounts), $"events/{change.After.Number}"),
        ];

    static OutgoingMessage Of<T>(StateChange change, string topic, T body, string subject)
    {
        var id = IdOf(change, topic);
        return new(id, topic, MessageHeaders.Of(change, id, topic, subject), JsonSerializer.SerializeToUtf8Bytes(body, ContractJson.Options));
    }

    /// <summary>
    /// Derived from the place in history, so that a message that is sent again has the id it had. The wire form demands a UUID of version 4
    /// (messages.md §1), so the digest carries that version's marks.
    /// </summary>
    static string IdOf(StateChange change, string topic)
    {
        Span<byte> digest = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{change.After.State.Id} {change.After.Version} {topic} {change.Build}"), digest);
        digest[6] = (byte)((digest[6] & 0x0F) | 0x40);
        digest[8] = (byte)((digest[8] & 0x3F) | 0x80);
        return new Guid(digest[..16], bigEndian: true).ToString();
    }
}
