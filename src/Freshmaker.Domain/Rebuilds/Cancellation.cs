using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Rebuilds;

/// <summary>Decisions about canceling.</summary>
public static class Cancellation
{
    /// <summary>Cancels what is not over: planned builds at once, running ones when the build system confirms.</summary>
    public static Decision RequestCancel(this Rebuild rebuild, string who, string why, Origin? origin = null) =>
        rebuild.IsOver || rebuild.Cancel is not null || rebuild.Trigger is null
            ? Decision.Nothing(rebuild)
            : Decision.Of(rebuild, new CancelRequested(who, why, origin));

    /// <summary>
    /// Cancels one build: at once if the build system does not have it yet, else when that confirms. What depends on it is canceled at once in any case: it has
    /// not begun, and nobody wants what it would be built on.
    /// </summary>
    public static Decision RequestCancelOf(this Rebuild rebuild, string build, string who, string why, Origin? origin = null) =>
        rebuild.IsOver || rebuild.Cancel is not null || !rebuild.Builds.TryGetValue(build, out var status) || status.Phase.IsEnd() || status.CancelAsked
            ? Decision.Nothing(rebuild)
            : Decision.Of(rebuild, new BuildCancelRequested(build, who, why, origin));

    /// <summary>A build that was to be handed over is not wanted any more, and the build system, asked, does not have it: it will not be handed over.</summary>
    public static Decision RecordNotSubmitted(this Rebuild rebuild, string build) =>
        rebuild.In(build, BuildPhase.Submitting) is { } status && rebuild.Stops(status)
            ? Decision.Of(rebuild, new BuildCanceled(build, Reason.Of(ReasonCode.CanceledBeforeStart)))
            : Decision.Nothing(rebuild);

    /// <summary>Whether somebody wants a build to stop: it alone, or the whole rebuild.</summary>
    public static bool Stops(this Rebuild rebuild, BuildStatus status) => rebuild.Cancel is not null || status.CancelAsked;

    /// <summary>Whether a build that runs is to be canceled: somebody wants it to stop, or it is stuck.</summary>
    public static bool IsBeingStopped(this Rebuild rebuild, BuildStatus status) => rebuild.Stops(status) || status.CancelOrdered;
}
