using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Explaining;

/// <summary>One thing that a build waits for.</summary>
/// <param name="Reason">What it is and how it stands.</param>
public sealed record Blocker(BlockerKind Kind, Reason Reason)
{
    /// <summary>The key of the build of the same rebuild that has to be done first.</summary>
    public string? Build { get; init; }

    /// <summary>The key of the compose that has to be ready first.</summary>
    public string? Compose { get; init; }

    /// <summary>What the system outside calls it: Koji's task, MBS's build, ODCS's compose.</summary>
    public long? ExternalId { get; init; }

    /// <summary>When it is tried again, if it is known.</summary>
    public DateTimeOffset? Until { get; init; }
}

/// <summary>What kind of thing a build waits for, and with that who or what would release it.</summary>
public enum BlockerKind
{
    /// <summary>A handler whose plan is not complete; then builds begin.</summary>
    Plan,

    /// <summary>A build that has to be done first.</summary>
    Parent,

    /// <summary>A compose that has to be ready first.</summary>
    Compose,

    /// <summary>One of the builds that run now has to end, or the limit to be raised.</summary>
    Turn,

    /// <summary>The time of the next attempt.</summary>
    Pause,

    /// <summary>A step of our own that is under way.</summary>
    OwnStep,

    /// <summary>The build system, to be done with it.</summary>
    BuildSystem,

    /// <summary>The build system, to confirm that it has been stopped.</summary>
    Cancel,
}
