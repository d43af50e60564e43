using System.Text.Json;

namespace Freshmaker.Domain.Messages;

/// <summary>A message from the bus, whichever of the two wire forms it had (messages.md §1, §2).</summary>
/// <param name="Id">The sender's message id, unchanged. It decides which rebuild stream the message belongs to.</param>
/// <param name="Topic">The full topic with its prefix.</param>
/// <param name="Headers">Transport headers as text.</param>
/// <param name="Body">The payload (what fedmsg calls <c>msg</c>).</param>
/// <param name="SentAt">When the sender says it sent it; null when it does not say or says nonsense. May lie in the future.</param>
/// <param name="ReceivedAt">When it arrived here. All ordering uses this.</param>
public sealed record BusMessage(
    string Id, string Topic, IReadOnlyDictionary<string, string> Headers, JsonElement Body, DateTimeOffset? SentAt, DateTimeOffset ReceivedAt)
{
    /// <summary>
    /// Whom the message names as its sender: the envelope's <c>username</c> (messages.md §2), else the users of its headers <c>fedora_messaging_user_…</c> (§1). Nobody
    /// has checked it. Null when it names none; at most 256 characters, none of them control characters.
    /// </summary>
    public string? Sender { get; init; }
}

/// <summary>What the transport delivered, before anything is believed.</summary>
/// <param name="MessageId">AMQP message-id, if any.</param>
/// <param name="Topic">Routing key, if the transport tells it.</param>
/// <param name="Headers">AMQP headers as text.</param>
/// <param name="Body">The raw bytes.</param>
/// <param name="ReceivedAt">When it arrived here.</param>
public sealed record WireMessage(
    string? MessageId, string? Topic, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body, DateTimeOffset ReceivedAt);

/// <summary>Why a message cannot be used: which field broke which rule.</summary>
public sealed record Refusal(string Field, string Rule)
{
    public override string ToString() => $"{Field} {Rule}";
}
