namespace Freshmaker.Domain.Rebuilds;

/// <summary>Decisions about canceling.</summary>
public static class Cancellation
{
    /// <summary>Cancels what is not over: planned builds at once, running ones when the build system confirms.</summary>
    public static Decision RequestCancel(this Rebuild rebuild, string who, string why) =>
        rebuild.IsOver || rebuild.Cancel is not null || rebuild.Trigger is null
            ? Decision.Nothing(rebuild)
            : Decision.Of(rebuild, new CancelRequested(who, why));

    /// <summary>Cancels one build: at once if the build system does not have it yet, else when that confirms. What depends on it is canceled with it.</summary>
    public static Decision RequestCancelOf(this Rebuild rebuild, string build, string who, string why) =>
        rebuild.IsOver || rebuild.Cancel is not null || !rebuild.Builds.TryGetValue(build, out var status) || status.Phase.IsEnd() || status.CancelAsked
            ? Decision.Nothing(rebuild)
            : Decision.Of(rebuild, new BuildCancelRequested(build, who, why));
}
