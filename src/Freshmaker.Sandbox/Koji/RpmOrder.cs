namespace Freshmaker.Sandbox.Koji;

/// <summary>The order of versions and releases that rpm has: parts of digits by value, parts of letters by letters, ~ before everything, ^ after the end.</summary>
public sealed class RpmOrder : IComparer<string>
{
    public static readonly RpmOrder Instance = new();

    public int Compare(string? x, string? y)
    {
        var (left, right) = (Parts(x ?? ""), Parts(y ?? ""));
        for (var i = 0; ; i++)
        {
            var (a, b) = (left.ElementAtOrDefault(i), right.ElementAtOrDefault(i));
            if (a is null && b is null)
            {
                return 0;
            }

            var order = (Rank(a), Rank(b)) switch
            {
                var (rankA, rankB) when rankA != rankB => rankA.CompareTo(rankB),
                (Digits, _) when a!.Length != b!.Length => a.Length.CompareTo(b.Length),
                _ => string.CompareOrdinal(a, b),
            };
            if (order != 0)
            {
                return order;
            }
        }
    }

    private const int Digits = 4;

    private static int Rank(string? part) => part switch
    {
        "~" => 0,
        null => 1,
        "^" => 2,
        _ => char.IsAsciiDigit(part[0]) ? Digits : 3,
    };

    private static List<string> Parts(string text)
    {
        var parts = new List<string>();
        for (var i = 0; i < text.Length;)
        {
            var end = i + 1;
            if (char.IsAsciiDigit(text[i]))
            {
                while (end < text.Length && char.IsAsciiDigit(text[end]))
                {
                    end++;
                }

                var digits = text[i..end].TrimStart('0');
                parts.Add(digits.Length == 0 ? "0" : digits);
            }
            else if (char.IsAsciiLetter(text[i]))
            {
                while (end < text.Length && char.IsAsciiLetter(text[end]))
                {
                    end++;
                }

                parts.Add(text[i..end]);
            }
            else if (text[i] is '~' or '^')
            {
                parts.Add(text[i..end]);
            }

            i = end;
        }

        return parts;
    }
}
