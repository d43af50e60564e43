namespace Freshmaker.Domain.Rebuilds;

/// <summary>The circumstances in which a decision is made: no part of a rebuild's history, given by whoever opens it.</summary>
/// <param name="Now">The time.</param>
public sealed record Moment(DateTimeOffset Now)
{
    /// <summary>Builds that could start ask for a turn first, because their number is limited.</summary>
    public bool StartsTakeTurns { get; init; }

    /// <summary>Last part of the releases of rebuilt images, such as <c>.dev</c> (behaviour.md §4.5).</summary>
    public string ReleaseSuffix { get; init; } = "";

    /// <summary>Attempts at building an image whose build fails, and the pauses between them.</summary>
    public RetryBudget Builds { get; init; } = new(3, TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(30));

    public static Moment Unknown { get; } = new(DateTimeOffset.UnixEpoch);
}
