using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Freshmaker.Integrations.Http;

/// <summary>Foreign text made fit for logs, events and people: one line, short, without credentials.</summary>
internal static partial class Words
{
    public const string Cut = "***";

    /// <param name="text">What the system said.</param>
    /// <param name="max">Longest result in characters, with the ellipsis.</param>
    /// <param name="secret">A credential of ours that the system may have echoed.</param>
    public static string Clean(string? text, int max, HttpSecret? secret = null)
    {
        text = secret?.Cut(text ?? "") ?? text ?? "";
        text = UserInfo().Replace(text, "://");

        var clean = new StringBuilder(Math.Min(text.Length, max) + 1);
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsUnfit(rune))
                clean.Append(rune.ToString());
            else if (clean.Length > 0 && clean[^1] != ' ')
                clean.Append(' ');
            if (clean.Length > max)
                return Shorten(clean, max);
        }

        return clean.ToString().Trim();
    }

    static bool IsUnfit(Rune rune) => Rune.IsWhiteSpace(rune) || rune == Rune.ReplacementChar || Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;

    static string Shorten(StringBuilder text, int max)
    {
        var length = max - 1;
        if (char.IsLowSurrogate(text[length]))
            length--;
        return $"{text.ToString(0, length).TrimEnd()}…";
    }

    // Everything up to the last @ before the path: a password may hold an @ of its own.
    [GeneratedRegex(@"://[^/\s'""<>]*@", RegexOptions.None, 1000)]
    private static partial Regex UserInfo();
}
