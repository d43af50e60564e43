using System.Globalization;

namespace Freshmaker.Sandbox.Reading;

/// <summary>Durations as people write them: <c>400ms</c>, <c>2s</c>, <c>1.5m</c> or <c>00:00:02</c>.</summary>
internal static class Durations
{
    public const string Rule = "must be a duration such as 400ms, 2s, 1m or 00:00:02, at most one hour";

    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = default;
        return text is not null
            && (WithUnit(text, "ms", 1, ref duration) || WithUnit(text, "s", 1_000, ref duration) || WithUnit(text, "m", 60_000, ref duration)
                || (text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out duration)))
            && duration >= TimeSpan.Zero && duration <= TimeSpan.FromHours(1);
    }

    private static bool WithUnit(string text, string unit, double milliseconds, ref TimeSpan duration)
    {
        if (!text.EndsWith(unit, StringComparison.Ordinal)
            || !double.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            || number * milliseconds > TimeSpan.FromHours(1).TotalMilliseconds)
        {
            return false;
        }

        duration = TimeSpan.FromMilliseconds(number * milliseconds);
        return true;
    }
}
