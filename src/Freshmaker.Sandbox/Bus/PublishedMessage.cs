namespace Freshmaker.Sandbox.Bus;

/// <summary>A message the outside world has sent, or tried to.</summary>
public sealed record PublishedMessage
{
    /// <summary>Its place among all messages since start or reset, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>The AMQP message id; null if it was sent without one.</summary>
    public required string? Id { get; init; }

    /// <summary>The routing key: prefix and topic.</summary>
    public required string Topic { get; init; }

    /// <summary>The AMQP headers.</summary>
    public required IReadOnlyDictionary<string, object?> Headers { get; init; }

    /// <summary>The bytes of the body.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>When it came to be.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Content type; <c>application/json</c> unless told otherwise.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>What became of it.</summary>
    public MessageFate Fate { get; init; }
}

/// <summary>What became of a message.</summary>
public enum MessageFate
{
    /// <summary>Waits for the bus.</summary>
    Pending,

    /// <summary>Kept here; no bus is configured.</summary>
    Recorded,

    /// <summary>Confirmed by the bus.</summary>
    Sent,

    /// <summary>Swallowed by a fault.</summary>
    Lost,

    /// <summary>Held back by a fault.</summary>
    Late,
}
