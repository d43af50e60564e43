using System.Security.Cryptography;
using System.Text;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Rebuilds;

/// <summary>Decisions about the message that opens a rebuild.</summary>
public static class Receiving
{
    /// <summary>Opens the stream of a recognised trigger. It gets one also when nothing will be rebuilt, so that the decision can be seen.</summary>
    /// <param name="handlers">The handlers that take the trigger, in their configured order.</param>
    /// <param name="dryRun">Nothing outside is to be changed.</param>
    /// <param name="request">Who asked for it, when it was asked for by a command.</param>
    public static Decision Open(
        BusMessage message, Trigger trigger, IReadOnlyList<string> handlers, CascadePosition cascade, bool dryRun = false, RebuildRequested? request = null) =>
        Decision.Of(new(RebuildId.Of(message.Id)), [Received(message), .. Requested(request), new TriggerRecognized(trigger, handlers, cascade, dryRun)]);

    /// <summary>Opens and ends the stream of a trigger that says what another message said before.</summary>
    public static Decision OpenAlreadyHandled(BusMessage message, Trigger trigger, CascadePosition cascade, string key, string handledBy) =>
        Decision.Of(
            new(RebuildId.Of(message.Id)), Received(message), new TriggerRecognized(trigger, [], cascade),
            new RebuildSkipped(Reason.Of(ReasonCode.AlreadyHandled, ("key", key), ("rebuild", handledBy))));

    /// <summary>Another message came under this stream's message id. The same body is a redelivery; another one is recorded, once.</summary>
    public static Decision Compare(this Rebuild rebuild, string messageId, string body, DateTimeOffset receivedAt) =>
        HashOf(body) is var hash && (hash == rebuild.BodyHash || rebuild.Conflicts.Contains(hash))
            ? Decision.Nothing(rebuild)
            : Decision.Of(rebuild, new MessageConflictRecorded(messageId, hash, body, receivedAt));

    static IEnumerable<IRebuildEvent> Requested(RebuildRequested? request) => request is null ? [] : [request];

    static MessageReceived Received(BusMessage m) =>
        new(m.Id, m.Topic, m.Headers, m.Body.GetRawText(), HashOf(m.Body.GetRawText()), m.SentAt, m.ReceivedAt);

    /// <summary>SHA-256 of a body, in lower-case hexadecimal.</summary>
    public static string HashOf(string body) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)));
}
