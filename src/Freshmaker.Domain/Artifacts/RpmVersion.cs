namespace Freshmaker.Domain.Artifacts;

/// <summary>The order of RPM versions (behaviour.md §0.2). It is total over all texts: characters that mean nothing separate.</summary>
public static class RpmVersion
{
    /// <summary>
    /// Compares two versions, or two releases, run of digits or letters by run: numbers by value and newer than letters, <c>~</c> older than anything, even than
    /// the end, <c>^</c> newer than the end and older than anything else; of equal beginnings the longer one is newer.
    /// </summary>
    /// <returns>Negative when <paramref name="a"/> is older, zero when neither is.</returns>
    public static int Compare(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        while (true)
        {
            a = a.TrimStartSeparators();
            b = b.TrimStartSeparators();
            var (markA, markB) = (MarkOf(a), MarkOf(b));
            if (markA is '~' || markB is '~')
            {
                if (markA != markB)
                    return markA is '~' ? -1 : 1;
            }
            else if (markA is '^' || markB is '^')
            {
                if (markA != markB)
                    return markA is '^' ? (b.IsEmpty ? 1 : -1) : (a.IsEmpty ? -1 : 1);
            }
            else if (a.IsEmpty || b.IsEmpty)
            {
                return a.Length.CompareTo(b.Length);
            }
            else
            {
                var digits = char.IsAsciiDigit(a[0]);
                var runA = a[..RunOf(a, digits)];
                var runB = b[..RunOf(b, digits)];
                if (runB.IsEmpty)
                    return digits ? 1 : -1;
                if ((digits ? CompareNumbers(runA, runB) : runA.SequenceCompareTo(runB)) is not 0 and var order)
                    return order;
                a = a[runA.Length..];
                b = b[runB.Length..];
                continue;
            }

            a = a[1..];
            b = b[1..];
        }
    }

    /// <summary>Compares builds of one package by version, then release. Epochs are not part of an NVR and do not count.</summary>
    /// <exception cref="ArgumentException">They are of different packages.</exception>
    public static int Compare(Nvr a, Nvr b) => a.Name != b.Name
        ? throw new ArgumentException($"{a} and {b} are of different packages")
        : Compare(a.Version, b.Version) is not 0 and var order ? order : Compare(a.Release, b.Release);

    /// <summary>Compares labels by epoch, version, release. A missing epoch is the empty one, older than 0.</summary>
    public static int Compare((string? Epoch, string Version, string Release) a, (string? Epoch, string Version, string Release) b)
    {
        if (Compare(a.Epoch, b.Epoch) is not 0 and var byEpoch)
            return byEpoch;
        return Compare(a.Version, b.Version) is not 0 and var byVersion ? byVersion : Compare(a.Release, b.Release);
    }

    /// <summary>Like <see cref="Compare(Nvr, Nvr)"/>, for any NVRs, and never 0 for different texts: for choices that must not depend on the order of input.</summary>
    public static int CompareFully(Nvr a, Nvr b)
    {
        if (string.CompareOrdinal(a.Name, b.Name) is not 0 and var byName)
            return byName;
        if (Compare(a, b) is not 0 and var byVersion)
            return byVersion;
        return string.CompareOrdinal(a.Version, b.Version) is not 0 and var byText ? byText : string.CompareOrdinal(a.Release, b.Release);
    }

    static ReadOnlySpan<char> TrimStartSeparators(this ReadOnlySpan<char> text)
    {
        var i = 0;
        while (i < text.Length && !char.IsAsciiLetterOrDigit(text[i]) && text[i] is not ('~' or '^'))
            i++;
        return text[i..];
    }

    static char MarkOf(ReadOnlySpan<char> text) => text is ['~' or '^', ..] ? text[0] : default;

    static int RunOf(ReadOnlySpan<char> text, bool digits)
    {
        var i = 0;
        while (i < text.Length && (digits ? char.IsAsciiDigit(text[i]) : char.IsAsciiLetter(text[i])))
            i++;
        return i;
    }

    static int CompareNumbers(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        a = a.TrimStart('0');
        b = b.TrimStart('0');
        return a.Length != b.Length ? a.Length.CompareTo(b.Length) : a.SequenceCompareTo(b);
    }
}
