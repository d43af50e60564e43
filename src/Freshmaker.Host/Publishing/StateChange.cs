using Freshmaker.Domain.Rebuilds;

namespace Freshmaker.Host.Publishing;

/// <summary>A rebuild, or one of its builds, has come into another state.</summary>
/// <param name="After">The rebuild after the event that did it.</param>
/// <param name="Build">The key of the build; null when it is the rebuild itself.</param>
/// <param name="At">When the event was recorded.</param>
public sealed record StateChange(RebuildView After, string? Build, DateTimeOffset At)
{
    /// <summary>
    /// The changes that others are told of. What comes into being tells nothing, nor does a step that only we can see (behaviour.md §6).
    /// </summary>
    public static IEnumerable<StateChange> Between(RebuildView before, RebuildView after, DateTimeOffset at)
    {
        foreach (var (key, status) in after.State.Builds)
        {
            if (before.State.Builds.TryGetValue(key, out var earlier) && earlier.Phase.ToState() != status.Phase.ToState())
                yield return new(after, key, at);
        }

        if (before.State.State != after.State.State)
            yield return new(after, null, at);
    }
}
