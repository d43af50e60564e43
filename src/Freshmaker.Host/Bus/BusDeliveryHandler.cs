using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Ports;

namespace Freshmaker.Host.Bus;

/// <summary>Takes single deliveries that the listener set aside, replayed dead letters, and what the reconciler found.</summary>
public static class BusDeliveryHandler
{
    public static async Task Handle(
        BusDelivery delivery, Intake intake, MessageParsers parsers, ISourceRepository sources, CancelRequests cancels, CancellationToken ct)
    {
        // What is left of a body that was cut would be refused too, but for a reason that is not the sender's.
        if (delivery.IsCut)
            throw new MessageRefusedException(delivery.MessageId, delivery.Topic, new("body", $"must not be larger than {BusMessageReader.MaxBodyBytes} bytes"));
        var incoming = Incoming.Of(delivery.ToWire(), parsers);
        if (incoming.Result is ParseResult.NeedsChangedFiles unclear)
            incoming = incoming with { Result = unclear.Push.Classify(await sources.ChangedFilesAsync(unclear.Push, unclear.Since, ct)) };
        if (incoming.Result is ParseResult.Refused refused)
            throw new MessageRefusedException(delivery.MessageId, delivery.Topic, refused.Refusal);
        if (incoming.Result is ParseResult.CancelAsked cancel)
            await cancels.TakeAsync(incoming.Message!, cancel, ct);
        else
            await intake.TakeAsync([incoming], ct);
    }
}
