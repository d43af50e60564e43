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

    public bool IsNotForUs => Result is ParseResult.NotForUs;
}
