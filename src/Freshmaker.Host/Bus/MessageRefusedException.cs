using Freshmaker.Domain.Messages;

namespace Freshmaker.Host.Bus;

/// <summary>A message breaks a rule. It will break it again, so it is not retried: it becomes a dead letter.</summary>
public sealed class MessageRefusedException(string? messageId, string? topic, Refusal refusal)
    : Exception($"{Begin(messageId)}{topic ?? "unknown"} was refused: {refusal}")
{
    /// <summary>By which the dead letter of a message is found.</summary>
    public static string Begin(string? messageId) => $"The message {messageId ?? "without id"} of topic ";
}
