using System.Text;
using System.Text.RegularExpressions;

namespace Freshmaker.Domain.Policies;

/// <summary>
/// A regular expression, anchored at the start only and case-sensitive, as the existing system's rules are (behaviour.md §9.1). Most patterns in use are a
/// plain beginning (<c>web</c>, <c>RHSA-.*</c>) or a whole text (<c>web$</c>): those are compared, not run.
/// </summary>
sealed class Pattern
{
    /// <summary>Longest accepted pattern, in characters.</summary>
    public const int MaxLength = 1000;

    // Time is linear in the input, so no rule can stall planning; the constructs it cannot do (look-around, back references) are refused.
    const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    readonly string _start;
    readonly bool _whole;
    readonly Regex? _regex;

    Pattern(string text, string start, bool whole, Regex? regex) => (Text, _start, _whole, _regex) = (text, start, whole, regex);

    public string Text { get; }

    /// <summary>It is compared, not run; or run only on the few values that begin as it does.</summary>
    public bool IsCheap => _regex is null || _start.Length >= 3;

    /// <summary>A text that has to be met exactly.</summary>
    public static Pattern Exactly(string text) => new($"={text}", text, whole: true, regex: null);

    /// <exception cref="ArgumentException">It is no regular expression.</exception>
    /// <exception cref="NotSupportedException">It needs what cannot be done in linear time, or is too large.</exception>
    public static Pattern Of(string text)
    {
        var (start, after) = Literal(text);
        if (after is "" or ".*" or "$")
            return new(text, start, whole: after == "$", regex: null);
        _ = new Regex(text, RegexOptions.CultureInvariant); // by itself too: "a)|(?:b" would close the anchored group
        return new(text, start, whole: false, new($@"\A(?:{text})", Options));
    }

    /// <summary>What matches where any of these does; null when that is too large.</summary>
    public static Regex? AnyOf(IEnumerable<Pattern> patterns)
    {
        try
        {
            return new($@"\A(?:{string.Join('|', patterns.Select(p => $"(?:{p.Text})"))})", Options);
        }
        catch (NotSupportedException)
        {
            return null;
        }
    }

    public bool Matches(string value) =>
        value.StartsWith(_start, StringComparison.Ordinal)
        && (!_whole || value.Length == _start.Length || (value.Length == _start.Length + 1 && value[^1] == '\n')) // as "$" does
        && (_regex is null || _regex.IsMatch(value));

    /// <summary>The plain text that everything it matches begins with, and what follows in the pattern.</summary>
    static (string Start, string After) Literal(string text)
    {
        // Not worth telling an alternative at the top from one within a group.
        if (text.Contains('|', StringComparison.Ordinal))
            return ("", text);
        var start = new StringBuilder();
        var i = text.StartsWith('^') ? 1 : 0;
        while (i < text.Length)
        {
            var escaped = text[i] == '\\' && i + 1 < text.Length && char.IsAscii(text[i + 1]) && !char.IsAsciiLetterOrDigit(text[i + 1]) && text[i + 1] != '_';
            var character = escaped ? text[i + 1] : text[i];
            if (!escaped && @"\*+?{}[]()^$.".Contains(character, StringComparison.Ordinal))
                break;
            var next = i + (escaped ? 2 : 1);
            if (next < text.Length && "*+?{".Contains(text[next], StringComparison.Ordinal))
                break; // it may be there any number of times
            start.Append(character);
            i = next;
        }

        return (start.ToString(), text[i..]);
    }
}
