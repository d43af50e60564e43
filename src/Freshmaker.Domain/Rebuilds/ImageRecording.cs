using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Planning.Images;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Rebuilds;

/// <summary>Decisions about image builds in Koji. Each asks first whether it is still true: news of an older attempt are not of this one (behaviour.md D6, D7).</summary>
public static class ImageRecording
{
    const string Koji = "Koji";

    /// <summary>Koji has the task: submitted now, or found and adopted.</summary>
    /// <param name="attempt">The attempt at building it that the task is of.</param>
    public static Decision RecordTaskStart(this Rebuild rebuild, string build, int attempt, TaskProgress task, string url, bool adopted)
    {
        if (rebuild.In(build, BuildPhase.Submitting) is not { } status || status.Try != attempt)
            return Decision.Nothing(rebuild);
        var started = Decision.Of(rebuild, new BuildStarted(build, status.Attempt, task.TaskId, url, adopted, rebuild.Moment.Now));
        return started.Then(after => after.RecordTask(build, task));
    }

    /// <summary>What Koji says of a task. Older or repeated news change nothing.</summary>
    public static Decision RecordTask(this Rebuild rebuild, string build, TaskProgress task, double jitter = 0)
    {
        if (rebuild.In(build, BuildPhase.Building) is not { } status || status.ExternalId != task.TaskId)
            return Decision.Nothing(rebuild);
        return task.State switch
        {
            TaskState.Closed => Decision.Of(rebuild, new VerificationStarting(build, task.TaskId)),
            TaskState.Failed or TaskState.Canceled when rebuild.Stops(status) => Decision.Of(rebuild, Canceled(build, task)),
            TaskState.Failed => Decision.Of(rebuild, Again(rebuild, build, status, task.TaskId, FaultClass.Artifact, FailedInKoji(task), jitter)),
            // Canceled by our order, for having been stuck, it is tried again like one that failed; canceled by a person, it is not.
            TaskState.Canceled => Decision.Of(rebuild, status.CancelOrdered
                ? Again(rebuild, build, status, task.TaskId, FaultClass.Infrastructure, Stuck(task.TaskId, Koji), jitter)
                : Canceled(build, task)),
            _ when !status.IsNews(task.State) => Decision.Nothing(rebuild),
            _ => Decision.Of(rebuild, new TaskProgressed(build, task.TaskId, task.State, rebuild.Moment.Now)),
        };
    }

    /// <summary>Whether a state of its task is further than the last that is known.</summary>
    public static bool IsNews(this BuildStatus status, TaskState told) => status.Task is not { } known || Rank(known) < Rank(told);

    /// <summary>Koji tells of a build by the NVR that we gave it, perhaps before it has answered the submission: then this is that answer.</summary>
    public static Decision RecordKojiBuild(this Rebuild rebuild, KojiBuildProgress told, string url) =>
        told.TaskId is { } task && rebuild.Nvrs.TryGetValue(told.Nvr, out var build) && rebuild.In(build, BuildPhase.Submitting) is { } status && status.Nvr == told.Nvr
            ? rebuild.RecordTaskStart(build, status.Try, new(task, TaskState.Open), url, adopted: false)
            : Decision.Nothing(rebuild);

    /// <summary>
    /// The running build whose attempt Koji tells has ended, or null. What became of its task the message does not say, and Koji tells of the build before it
    /// closes the task, so Koji has to be asked. News of an older attempt concern no build: it had another NVR and another task.
    /// </summary>
    public static BuildStatus? EndedAs(this Rebuild rebuild, KojiBuildProgress told) =>
        told.IsOver && rebuild.Nvrs.TryGetValue(told.Nvr, out var build) && rebuild.In(build, BuildPhase.Building) is { } status
        && status.Nvr == told.Nvr && (told.TaskId is null || told.TaskId == status.ExternalId) ? status : null;

    /// <summary>
    /// What a closed task has made. Of the RPMs that must be in it, those whose names and streams it contains must be there as built for the fix or newer
    /// (behaviour.md §3.2).
    /// </summary>
    /// <param name="result">Null: Koji knows no build of the task.</param>
    public static Decision RecordResult(this Rebuild rebuild, string build, long task, BuiltImage? result)
    {
        if (rebuild.In(build, BuildPhase.Verifying) is not { } status || status.ExternalId != task)
            return Decision.Nothing(rebuild);
        if (result is null)
            return Decision.Of(rebuild, new BuildFailed(build, FaultClass.Artifact, Reason.Of(ReasonCode.NoResult, ("task", $"{task}"))));
        var outdated = Outdated((ImageRecipe)status.Planned.Recipe, result);
        return Decision.Of(rebuild, outdated.Count > 0
            ? new BuildFailed(build, FaultClass.Artifact, Reason.Of(ReasonCode.RpmsNotUpdated, ("nvr", result.Nvr), ("rpms", string.Join(", ", outdated))))
            : new BuildSucceeded(build, task, null, null, result.Nvr, result.BuildId));
    }

    /// <summary>
    /// A scratch task was closed. It makes no build in Koji, so there is nothing to look at and nothing to name: the build has succeeded, without an NVR.
    /// </summary>
    public static Decision RecordScratch(this Rebuild rebuild, string build, long task) =>
        rebuild.In(build, BuildPhase.Verifying) is { } status && status.ExternalId == task
            ? Decision.Of(rebuild, new BuildSucceeded(build, task, null, null))
            : Decision.Nothing(rebuild);

    /// <summary>Nothing outside was asked: the build is recorded as if it had succeeded.</summary>
    /// <param name="task">A negative number, as no task has one.</param>
    public static Decision RecordDryRun(this Rebuild rebuild, string build, long task)
    {
        if (rebuild.In(build, BuildPhase.Submitting) is not { } status)
            return Decision.Nothing(rebuild);
        var started = Decision.Of(rebuild, new BuildStarted(build, status.Attempt, task, "", Adopted: false));
        return started.Then(after => Decision.Of(after, new BuildSucceeded(build, task, null, null, status.Nvr)));
    }

    /// <summary>Composes turned out to be gone, or about to go, just before they were needed: they are asked for again and the build waits for them.</summary>
    public static Decision RecordStaleComposes(this Rebuild rebuild, string build, IReadOnlyCollection<string> composes)
    {
        if (rebuild.In(build, BuildPhase.Submitting) is not { } status)
            return Decision.Nothing(rebuild);
        // Another build that shares one may have found it stale before: then it is being renewed, or was given up, and this build waits for that too.
        var stale = ComposeKeys.Of(status.Planned).Intersect(composes, StringComparer.Ordinal).ToList();
        return stale.Count == 0
            ? Decision.Nothing(rebuild)
            : Decision.Of(
                rebuild,
                [
                    .. stale.Where(c => rebuild.Composes[c].Phase == ComposePhase.Ready).Select(c => ComposeRecording.Renewal(rebuild, c, ReasonCode.ComposeExpires)),
                    Consequences.Postponed(rebuild, build, stale),
                ]);
    }

    /// <summary>A running build has been silent for too long.</summary>
    /// <param name="since">When it was heard of last. If it was heard of after that, it is not silent.</param>
    /// <param name="cancel">It is to be canceled.</param>
    public static Decision RecordStuck(this Rebuild rebuild, string build, long externalId, DateTimeOffset since, bool cancel = false)
    {
        if (rebuild.In(build, BuildPhase.Building) is not { } status || status.ExternalId != externalId || status.HeardAt > since)
            return Decision.Nothing(rebuild);
        return Decision.Of(
            rebuild,
            [
                .. status.IsStuck ? Array.Empty<IRebuildEvent>() : [new BuildStuck(build, externalId, since)],
                .. cancel && !rebuild.IsBeingStopped(status) ? [new StuckCancelOrdered(build, externalId)] : Array.Empty<IRebuildEvent>(),
            ]);
    }

    /// <summary>The turn of a build has come.</summary>
    public static Decision GrantTurn(this Rebuild rebuild, string build) => rebuild.Cancel is null && rebuild.In(build, BuildPhase.Queued) is { } status
        ? Decision.Of(rebuild, Consequences.Starting(rebuild, status))
        : Decision.Nothing(rebuild);

    /// <summary>
    /// The finished image has to show its RPMs: the image that it replaces is known to contain what the fix is for. Where nobody knew what that contained, it may
    /// be one without any.
    /// </summary>
    public static bool HasToShowRpms(this PlannedBuild planned) =>
        planned.Recipe is ImageRecipe { MustContain.Count: > 0 } && planned.Cause.Code is ReasonCode.ContainsAffectedRpm or ReasonCode.AncestorOfAffectedImage;

    internal static IRebuildEvent Again(Rebuild rebuild, string build, BuildStatus status, long taskId, FaultClass fault, Reason reason, double jitter)
    {
        var budget = rebuild.Moment.Builds;
        return budget.Allows(status.TriesSpent)
            ? new BuildRetryPlanned(build, taskId, status.Try + 1, rebuild.Moment.Now + budget.DelayAfter(status.TriesSpent, jitter), reason)
            : new BuildFailed(build, fault, reason);
    }

    static Reason FailedInKoji(TaskProgress task) => Reason.Of(
        ReasonCode.FailedInBuildSystem, ("build", $"{task.TaskId}"), ("state", task.State.ToString().ToLowerInvariant()), ("system", Koji),
        ("text", task.Text ?? "no reason given"));

    internal static Reason Stuck(long externalId, string system) => Reason.Of(ReasonCode.StuckInBuildSystem, ("build", $"{externalId}"), ("system", system));

    static BuildCanceled Canceled(string build, TaskProgress task) =>
        new(build, Reason.Of(ReasonCode.CanceledInBuildSystem, ("build", $"{task.TaskId}"), ("system", Koji)));

    static int Rank(TaskState state) => state switch
    {
        TaskState.Free => 0,
        TaskState.Assigned => 1,
        TaskState.Open => 2,
        _ => 3,
    };

    /// <summary>What the planner would find affected by the same fix (behaviour.md D14): each RPM is compared with the fixes of its own stream only.</summary>
    static List<string> Outdated(ImageRecipe recipe, BuiltImage result)
    {
        var fix = new RpmFix([.. recipe.MustContain.Select(Nvr.TryParse).OfType<Nvr>()]);
        return [.. (result.Rpms ?? []).Where(rpm => fix.Judge([new(rpm)]).Finding == RpmFinding.Affected).Select(rpm => rpm.ToString()).Distinct()];
    }

    internal static BuildStatus? In(this Rebuild rebuild, string build, BuildPhase phase) =>
        rebuild.Builds.TryGetValue(build, out var status) && status.Phase == phase ? status : null;
}
