namespace Freshmaker.Domain.Rebuilds;

/// <summary>Decisions about builds that a person has tried again, inside the same plan.</summary>
public static class Reopening
{
    /// <summary>
    /// Has a build that was not built tried again, with a budget of attempts of its own; what was not built for want of it waits again, and a rebuild that
    /// has ended goes on. Composes that failed are asked for again when they are needed.
    /// </summary>
    public static Decision RequestRetryOf(this Rebuild rebuild, string build, string who, string why, Origin? origin = null) =>
        rebuild.WhyNotRetried(build) is not null
            ? Decision.Nothing(rebuild)
            : Decision.Of(rebuild, new BuildRetryRequested(build, who, why, origin));

    /// <summary>Why a build cannot be tried again now; null when it can.</summary>
    public static string? WhyNotRetried(this Rebuild rebuild, string build)
    {
        if (!rebuild.Builds.TryGetValue(build, out var status))
            return "it is not a build of this rebuild";
        if (rebuild.Cancel is not null)
            return "its rebuild was canceled as a whole; ask for a new one";
        if (!Transitions.Reopens(rebuild.State))
            return $"its rebuild is {rebuild.State}; only builds of a complete plan can be tried again";
        if (!Transitions.Reopens(status.Phase))
            return status.Phase == BuildPhase.Succeeded ? "it was built" : $"it has not ended (it is {status.Phase})";
        if (status.Planned.Parents.FirstOrDefault(rebuild.IsNotBuilt) is { } parent)
            return $"it needs {parent}, which was not built either; have that tried again, and this follows";
        return status.Planned.Parents.FirstOrDefault(p => rebuild.Builds[p].CancelAsked) is { } stopping ? $"it needs {stopping}, which is being canceled" : null;
    }

    /// <summary>A build that ended without being built, or that is not part of the plan.</summary>
    internal static bool IsNotBuilt(this Rebuild rebuild, string build) => !rebuild.Builds.TryGetValue(build, out var status) || Transitions.Reopens(status.Phase);

    /// <summary>What waits again because a parent is tried again: what ended for want of it, unless somebody canceled it by itself.</summary>
    public static BuildReleased? ReleaseOf(Rebuild rebuild, string build) =>
        rebuild.Builds.TryGetValue(build, out var status) && !status.CancelAsked && status.UnmetParents > 0
        && status.Phase is BuildPhase.Blocked or BuildPhase.Canceled && !status.Planned.Parents.Any(p => rebuild.IsNotBuilt(p) || rebuild.Builds[p].CancelAsked)
            ? new(build, status.Planned.Parents.First(p => rebuild.Builds[p].Phase != BuildPhase.Succeeded))
            : null;
}
