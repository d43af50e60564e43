using Freshmaker.Domain.Rebuilds;
using JasperFx.Events;
using Marten.Events;

namespace Freshmaker.Host.Rebuilding;

/// <summary>
/// The names under which events are stored. They are a storage format: a class may be renamed, its name here may not.
/// A test pins the list.
/// </summary>
public static class EventNames
{
    public static IReadOnlyDictionary<Type, string> All { get; } = new Dictionary<Type, string>
    {
        [typeof(MessageReceived)] = "message_received",
        [typeof(TriggerRecognized)] = "trigger_recognized",
        [typeof(MessageConflictRecorded)] = "message_conflict_recorded",
        [typeof(ArtifactPlanned)] = "artifact_planned",
        [typeof(ArtifactExcluded)] = "artifact_excluded",
        [typeof(HandlerCompleted)] = "handler_completed",
        [typeof(HandlerRetryScheduled)] = "handler_retry_scheduled",
        [typeof(HandlerFailed)] = "handler_failed",
        [typeof(PlanCompleted)] = "plan_completed",
        [typeof(ComposeRequested)] = "compose_requested",
        [typeof(ComposeStarted)] = "compose_started",
        [typeof(ComposeStuck)] = "compose_stuck",
        [typeof(ComposeReady)] = "compose_ready",
        [typeof(ComposeFailed)] = "compose_failed",
        [typeof(ComposeRetryScheduled)] = "compose_retry_scheduled",
        [typeof(ComposeRemoved)] = "compose_removed",
        [typeof(ComposeRenewalRequested)] = "compose_renewal_requested",
        [typeof(SourceBumpStarting)] = "source_bump_starting",
        [typeof(SourceBumped)] = "source_bumped",
        [typeof(BuildQueued)] = "build_queued",
        [typeof(BuildStarting)] = "build_starting",
        [typeof(BuildPostponed)] = "build_postponed",
        [typeof(BuildStarted)] = "build_started",
        [typeof(BuildProgressed)] = "build_progressed",
        [typeof(TaskProgressed)] = "task_progressed",
        [typeof(BuildStuck)] = "build_stuck",
        [typeof(StuckCancelOrdered)] = "stuck_cancel_ordered",
        [typeof(VerificationStarting)] = "verification_starting",
        [typeof(BuildRetryPlanned)] = "build_retry_planned",
        [typeof(BuildSucceeded)] = "build_succeeded",
        [typeof(BuildFailed)] = "build_failed",
        [typeof(BuildRetryScheduled)] = "build_retry_scheduled",
        [typeof(BuildBlocked)] = "build_blocked",
        [typeof(BuildCanceled)] = "build_canceled",
        [typeof(BuildCancelRequested)] = "build_cancel_requested",
        [typeof(BuildRetryRequested)] = "build_retry_requested",
        [typeof(BuildReleased)] = "build_released",
        [typeof(Annotated)] = "annotated",
        [typeof(RebuildRequested)] = "rebuild_requested",
        [typeof(CancelRequested)] = "cancel_requested",
        [typeof(RebuildSkipped)] = "rebuild_skipped",
        [typeof(RebuildCompleted)] = "rebuild_completed",
        [typeof(RebuildFailed)] = "rebuild_failed",
        [typeof(RebuildCanceled)] = "rebuild_canceled",
    };

    public static void Map(IEventStoreOptions events)
    {
        var map = typeof(IEventStoreOptions).GetMethods().Single(m => m.Name == nameof(IEventStoreOptions.MapEventType) && m.IsGenericMethod);
        foreach (var (type, name) in All)
            map.MakeGenericMethod(type).Invoke(events, [name]);
    }
}
