using Freshmaker.Domain.Messages;

namespace Freshmaker.Host.Bus;

/// <summary>A delivery after reading and parsing, which is pure and happens before any database is asked.</summary>
public sealed record Incoming(WireMessage Wire, BusMessage? Message, ParseResult Result)
{
    public static Incoming Of(WireMessage wire, MessageParsers parsers)
    {
        var (message, refusal) = BusMessageReader.Read(wire);
        return new(wire, message, message is null ? new ParseResult.Refused(refusal!) : parsers.Parse(message));
    }

    /// <summary>What is not for us waits here only to be counted and acknowledged, so it keeps no body.</summary>
    public Incoming WithoutWhatIsNotNeeded() =>
        Result is ParseResult.NotForUs ? this with { Message = null, Wire = Wire with { Body = default } } : this;
}
