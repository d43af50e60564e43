using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Freshmaker.Host.GraphQL.Paging;

/// <summary>Opaque names for places in lists. They say which kind of list they are from, and in which order it was, so that one from elsewhere is noticed.</summary>
public static class Cursor
{
    public const string Rebuild = "rebuild", Build = "build", Exclusion = "exclusion", Event = "event", Artifact = "artifact", Message = "message", Compose = "compose";

    public static string Of(string kind, long key) =>
        Base64Url.EncodeToString(Encoding.ASCII.GetBytes($"{kind}:{key.ToString(CultureInfo.InvariantCulture)}"));

    /// <summary>The key; null when it is not a cursor of this kind.</summary>
    public static long? Read(string kind, string cursor)
    {
        if (cursor.Length > 64 || !Base64Url.IsValid(cursor))
            return null;
        var text = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(cursor));
        return text.StartsWith($"{kind}:", StringComparison.Ordinal)
            && long.TryParse(text.AsSpan(kind.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var key)
            && Of(kind, key) == cursor
                ? key
                : null;
    }

    /// <summary>A place in a list that is ordered by something other than its key.</summary>
    /// <param name="value">What it is ordered by, as text.</param>
    public static string Of(string kind, long key, string value) => Base64Url.EncodeToString(Utf8.GetBytes($"{kind}:{key.ToString(CultureInfo.InvariantCulture)}:{value}"));

    /// <summary>The key and what the list is ordered by; null when it is not a cursor of this kind.</summary>
    public static (long Key, string Value)? ReadWithValue(string kind, string cursor)
    {
        if (cursor.Length > MaxLength || !Base64Url.IsValid(cursor))
            return null;
        try
        {
            var text = Utf8.GetString(Base64Url.DecodeFromChars(cursor));
            return text.StartsWith($"{kind}:", StringComparison.Ordinal) && !text.Contains('\0')
                && text[(kind.Length + 1)..].Split(':', 2) is [var number, var value]
                && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var key) && Of(kind, key, value) == cursor
                    ? (key, value)
                    : null;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>Lists are ordered by names, too; none comes near it.</summary>
    const int MaxLength = 4000;

    static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}
