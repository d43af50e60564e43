using Freshmaker.Domain.Artifacts;

namespace Freshmaker.Domain.Rebuilds;

/// <summary>Releases of rebuilt images (behaviour.md §4.5).</summary>
public static class Releases
{
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
}
