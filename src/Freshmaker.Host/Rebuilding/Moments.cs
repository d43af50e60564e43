using Freshmaker.Domain.Rebuilds;

namespace Freshmaker.Host.Rebuilding;

/// <summary>How builds are started, retried and limited.</summary>
/// <param name="Builds">Attempts at building an image and the pauses between them.</param>
/// <param name="MaxRunning">Most builds that run at once; null: as many as there are.</param>
/// <param name="MaxRunningPerTarget">Most builds that run at once in one Koji target.</param>
/// <param name="ReleaseSuffix">Last part of the releases of rebuilt images.</param>
/// <param name="ComposeMargin">A compose that expires within this time is renewed before a build uses it.</param>
/// <param name="StuckAfter">A running build that was silent for so long is stuck, and a compose that is being made for so long.</param>
/// <param name="CancelStuck">A stuck build is canceled, and that of an image tried again.</param>
/// <param name="DryRun">No rebuild changes anything outside.</param>
public sealed record BuildOptions(
    RetryBudget Builds, int? MaxRunning, int? MaxRunningPerTarget, string ReleaseSuffix, TimeSpan ComposeMargin, TimeSpan StuckAfter, bool CancelStuck, bool DryRun)
{
    public bool IsLimited => MaxRunning is not null || MaxRunningPerTarget is not null;
}

/// <summary>The circumstances of decisions made now.</summary>
public sealed class Moments(BuildOptions options, TimeProvider clock)
{
    public Moment Now => new(clock.GetUtcNow()) { StartsTakeTurns = options.IsLimited, ReleaseSuffix = options.ReleaseSuffix, Builds = options.Builds };
}
