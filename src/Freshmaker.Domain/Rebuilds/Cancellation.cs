namespace Freshmaker.Domain.Rebuilds;

/// <summary>Decisions about canceling.</summary>
public static class Cancellation
{
    /// <summary>Cancels what is not over: planned builds at once, running ones when the build system confirms.</summary>
    public static Decision RequestCancel(this Rebuild rebuild, string who, string why) =>
        rebuild.IsOver || rebuild.Cancel is not null || rebuild.Trigger is null
            ? Decision.Nothing(rebuild)
            : Decision.Of(rebuild, new CancelRequested(who, why));
}
