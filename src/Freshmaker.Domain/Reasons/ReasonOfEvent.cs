using Freshmaker.Domain.Rebuilds;

namespace Freshmaker.Domain.Reasons;

/// <summary>The reason that an event gives, whatever the event.</summary>
public static class ReasonOfEvent
{
    /// <summary>
    /// Why a build is where it is after an event. Every step answers for itself: the reason why an earlier one was tried again does not outlive it. What is only
    /// heard on the way is no step.
    /// </summary>
    public static Reason? AfterStep(Reason? before, IBuildEvent e) => e is BuildProgressed or TaskProgressed or BuildStuck or StuckCancelOrdered ? before : Of(e);

    public static Reason? Of(IRebuildEvent e) => e switch
    {
        ArtifactExcluded x => x.Reason,
        HandlerFailed h => h.Reason,
        HandlerRetryScheduled h => h.Reason,
        ComposeFailed c => c.Reason,
        ComposeRetryScheduled c => c.Reason,
        ComposeRenewalRequested c => c.Reason,
        BuildFailed b => b.Reason,
        BuildRetryScheduled b => b.Reason,
        BuildRetryPlanned b => b.Reason,
        BuildPostponed b => b.Reason,
        BuildBlocked b => b.Reason,
        BuildCanceled b => b.Reason,
        BuildRetryRequested b => Reason.Of(ReasonCode.RetryRequested, ("who", b.Who), ("why", b.Why)),
        RebuildSkipped r => r.Reason,
        RebuildCompleted r => r.Reason,
        RebuildFailed r => r.Reason,
        RebuildCanceled r => r.Reason,
        _ => null,
    };
}
