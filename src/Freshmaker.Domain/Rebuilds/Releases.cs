using System.Globalization;
using Freshmaker.Domain.Artifacts;

namespace Freshmaker.Domain.Rebuilds;

/// <summary>Releases of rebuilt images (behaviour.md §4.5).</summary>
public static class Releases
{
    // Ten digits: a shorter or longer number is a part of a version, not a time.
    const long FirstSecond = 1_000_000_000;
    const long LastSecond = 9_999_999_999;

    /// <summary>
    /// The NVR of a rebuild: the first part of the original's release, the time in unix seconds, the suffix. A second that is taken is not used again
    /// (behaviour.md D15): a failed attempt keeps its NVR in Koji for ever.
    /// </summary>
    /// <param name="isTaken">Whether an NVR was given before.</param>
    public static Nvr Next(Nvr original, DateTimeOffset now, string suffix, Func<string, bool> isTaken)
    {
        var first = original.Release.Split('.', 2)[0];
        for (var second = now.ToUnixTimeSeconds(); ; second++)
        {
            var nvr = original with { Release = $"{first}.{second}{suffix}" };
            if (!isTaken(nvr.ToString()))
                return nvr;
        }
    }

    /// <summary>When an NVR of ours was given, to the second, as its release says; null when it was not made by <see cref="Next"/>. No build of it can be older.</summary>
    public static DateTimeOffset? GivenAt(Nvr nvr) =>
        nvr.Release.Split('.') is [_, var second, ..] && long.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is >= FirstSecond and <= LastSecond
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}
