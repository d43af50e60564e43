using System.Security.Cryptography;
using System.Text;

namespace Freshmaker.Domain.Rebuilds;

/// <summary>
/// The key of a rebuild's stream derives from the id of the message that caused it, so the same message delivered again, in parallel, on
/// another node or a year later always meets the same stream.
/// </summary>
public static class RebuildId
{
    public const string Prefix = "rebuild-";

    /// <summary><c>rebuild-</c> and 32 hexadecimal digits: the GUID that the id is, else the first 16 bytes of its SHA-256.</summary>
    public static string Of(string messageId) => Prefix + GuidOf(messageId).ToString("N");

    /// <summary>The same derivation as a GUID, for transports that want one.</summary>
    public static Guid GuidOf(string messageId) => Guid.TryParseExact(messageId.Trim(), "D", out var guid)
        ? guid
        : new(SHA256.HashData(Encoding.UTF8.GetBytes(messageId)).AsSpan(0, 16), bigEndian: true);
}
