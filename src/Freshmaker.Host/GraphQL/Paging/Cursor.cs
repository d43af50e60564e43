using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Freshmaker.Host.GraphQL.Paging;

/// <summary>Opaque names for places in lists. They say which kind of list they are from, so that one from elsewhere is noticed.</summary>
public static class Cursor
{
    public const string Rebuild = "rebuild", Build = "build", Exclusion = "exclusion", Event = "event";

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
}
