namespace Freshmaker.Integrations.Pdc;

/// <summary>
/// Module versions: numbers by value however long they are, other texts by ordinal, and numbers before other texts
/// (as ordinal has it for texts that begin with a letter), so that the newest never depends on the order of the answer.
/// </summary>
internal sealed class VersionOrder : IComparer<string>
{
    public static readonly VersionOrder Instance = new();

    public int Compare(string? x, string? y) => (IsNumber(x), IsNumber(y)) switch
    {
        (true, true) => CompareNumbers(x.AsSpan().TrimStart('0'), y.AsSpan().TrimStart('0')),
        (true, false) => -1,
        (false, true) => 1,
        _ => string.CompareOrdinal(x, y),
    };

    static bool IsNumber(string? text) => text is { Length: > 0 } && text.All(char.IsAsciiDigit);

    static int CompareNumbers(ReadOnlySpan<char> x, ReadOnlySpan<char> y) =>
        x.Length != y.Length ? x.Length.CompareTo(y.Length) : x.SequenceCompareTo(y);
}
