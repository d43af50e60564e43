using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Commands;
using Freshmaker.Host.Publishing.Contracts;
using JasperFx.Events;

namespace Freshmaker.Host.Publishing;

/// <summary>A message as it goes onto the bus.</summary>
public sealed record OutgoingMessage(string Id, string Topic, IReadOnlyDictionary<string, object?> Headers, ReadOnlyMemory<byte> Body)
{
    public const string EventTopic = "freshmaker.event.state.changed";
    public const string EventMinTopic = "freshmaker.event.state.changed.min";
    public const string BuildTopic = "freshmaker.build.state.changed";
    public const string CancelTopic = "freshmaker.manage.eventcancel";

    /// <summary>The messages that tell of a change, in the order in which they are sent.</summary>
    /// <param name="prefix">What comes before our topics.</param>
    public static IEnumerable<OutgoingMessage> Of(StateChange change, string prefix) => change.Build is { } build
        ? [Of(change, $"{prefix}.{BuildTopic}", BuildJson.Of(change.After.FactsOf(build)), $"builds/{change.After.Builds[build].Number}")]
        :
        [
            Of(change, $"{prefix}.{EventTopic}", EventJson.Full(change.After.Facts, change.After.BuildsFacts), $"events/{change.After.Number}"),
            Of(change, $"{prefix}.{EventMinTopic}", EventJson.Min(change.After.Facts, change.After.BuildCounts), $"events/{change.After.Number}"),
        ];

    /// <summary>
    /// What others are told of an order that was given here (behaviour.md §6): requests as they would have come over the bus, and wishes to cancel. What came over
    /// the bus was told to all.
    /// </summary>
    public static IEnumerable<OutgoingMessage> OfOrder(RebuildView after, IEvent e, string prefix)
    {
        switch (e.Data)
        {
            case MessageReceived m when m.Headers.ContainsKey(RebuildRequests.OriginHeader):
                var subject = $"events/{after.Number}";
                var id = IdOf($"{after.State.Id} {m.Topic}");
                yield return new(id, m.Topic, MessageHeaders.Of(e.Timestamp, id, m.Topic, subject), Encoding.UTF8.GetBytes(m.Body));
                break;
            case CancelRequested { Origin: not null }:
                var topic = $"{prefix}.{CancelTopic}";
                var running = after.State.Builds.Where(b => b.Value.Phase.ToState() == BuildState.Build).Select(b => after.Builds[b.Key].Number).Order();
                var body = new { Action = "eventcancel", EventId = after.Number, BuildsId = running.ToArray() };
                var cancelId = IdOf($"{after.State.Id} {after.Version} {topic}");
                yield return new(
                    cancelId, topic, MessageHeaders.Of(e.Timestamp, cancelId, topic, $"events/{after.Number}"), JsonSerializer.SerializeToUtf8Bytes(body, ContractJson.Options));
                break;
        }
    }

    static OutgoingMessage Of<T>(StateChange change, string topic, T body, string subject)
    {
        var id = IdOf($"{change.After.State.Id} {change.After.Version} {topic} {change.Build}");
        return new(id, topic, MessageHeaders.Of(change, id, topic, subject), JsonSerializer.SerializeToUtf8Bytes(body, ContractJson.Options));
    }

    /// <summary>
    /// Derived from the place in history, so that a message that is sent again has the id it had. The wire form demands a UUID of version 4
    /// (messages.md §1), so the digest carries that version's marks.
    /// </summary>
    static string IdOf(string place)
    {
        Span<byte> digest = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(place), digest);
        digest[6] = (byte)((digest[6] & 0x0F) | 0x40);
        digest[8] = (byte)((digest[8] & 0x3F) | 0x80);
        return new Guid(digest[..16], bigEndian: true).ToString();
    }
}
