using Freshmaker.Domain.Messages;

namespace Freshmaker.Host.Bus;

/// <summary>A message breaks a rule. It will break it again, so it is not retried: it becomes a dead letter.</summary>
public sealed class MessageRefusedException(string? messageId, string? topic, Refusal refusal)
    : Exception($"The message {messageId ?? "without id"} of topic {topic ?? "unknown"} was refused: {refusal}");
