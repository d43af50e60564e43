using System.Globalization;

namespace Freshmaker.Domain.Messages;

/// <summary>Times as the systems on the bus write them.</summary>
static class IsoTime
{
    /// <summary>The instant of an ISO 8601 text, in UTC also when it names no offset; null for anything else.</summary>
    // ISO 8601 only: a general parser fills in today for "12:00" and guesses at "03/04/2031".
    public static DateTimeOffset? Of(string? text) => DateTimeOffset.TryParseExact(
        text, "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.ToUniversalTime() : null;
}
