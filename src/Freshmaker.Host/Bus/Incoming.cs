using Freshmaker.Domain.Messages;

namespace Freshmaker.Host.Bus;

/// <summary>A delivery after reading and parsing, which is pure and happens before any database is asked.</summary>
public sealed record Incoming(WireMessage Wire, BusMessage? Message, ParseResult Result)
{
    public static Incoming Of(WireMessage wire, MessageParsers parsers)
    {
        var (message, refusal) = BusMessageReader.Read(wire);
        if (message is null)
            return new(wire, null, new ParseResult.Refused(refusal!));
        var result = parsers.Parse(message);
        // A request is known by its own id, in whichever message it comes: also in the one by which we tell others of it.
        return new(wire, result is ParseResult.Triggered { Trigger.Request: { } request } ? message with { Id = request } : message, result);
    }

    /// <summary>What is not for us waits here only to be counted and acknowledged, so it keeps no body.</summary>
    public Incoming WithoutWhatIsNotNeeded() =>
        Result is ParseResult.NotForUs ? this with { Message = null, Wire = Wire with { Body = default } } : this;
}
