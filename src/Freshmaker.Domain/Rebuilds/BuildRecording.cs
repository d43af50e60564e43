using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Rebuilds;

/// <summary>Decisions about bumps, submissions and the progress of builds. Each asks first whether it is still true; a repeat decides nothing.</summary>
public static class BuildRecording
{
    public static Decision RecordBump(this Rebuild rebuild, string build, BumpResult result) =>
        rebuild.In(build, BuildPhase.Bumping) is null ? Decision.Nothing(rebuild) : Decision.Of(rebuild, result switch
        {
            BumpResult.Bumped b => new SourceBumped(build, b.Revision, b.WasThere),
            BumpResult.Refused f => new BuildFailed(build, FaultClass.Prerequisite, Reason.Of(ReasonCode.BumpFailed, ("text", f.Text))),
            _ => throw new InvalidOperationException($"unknown result {result}"),
        });

    /// <summary>The build system has the build: submitted now, or found and adopted.</summary>
    public static Decision RecordStart(this Rebuild rebuild, string build, ModuleBuildProgress found, string url, bool adopted)
    {
        if (rebuild.In(build, BuildPhase.Submitting) is not { } status)
            return Decision.Nothing(rebuild);
        return Decision.Of(rebuild, new BuildStarted(build, status.Attempt, found.BuildId, url, adopted, rebuild.Moment.Now)).Then(after => after.RecordProgress(build, found));
    }

    public static Decision RecordRefusal(this Rebuild rebuild, string build, string system, string text) => rebuild.In(build, BuildPhase.Submitting) is null
        ? Decision.Nothing(rebuild)
        : Decision.Of(rebuild, new BuildFailed(build, FaultClass.Artifact, Reason.Of(ReasonCode.SubmissionRefused, ("system", system), ("text", text))));

    /// <summary>
    /// The outside was at fault in a step of a build: try the step again while the budget lasts. A build that is to stop is not given up: it
    /// may run on, so the step is tried until the build system says how it stands.
    /// </summary>
    public static Decision RecordBuildFault(
        this Rebuild rebuild, string build, BuildPhase during, int attempt, Fault fault, RetryBudget budget, DateTimeOffset now, double jitter)
    {
        if (rebuild.In(build, during) is not { } status || status.Attempt != attempt)
            return Decision.Nothing(rebuild);
        var isToStop = during is BuildPhase.Submitting or BuildPhase.Building && rebuild.IsBeingStopped(status);
        // Only steps of ours can be tried again. A build that runs has none but being canceled: not to be able to look at it is no fault of its own.
        if (!isToStop && during is not (BuildPhase.Bumping or BuildPhase.Submitting or BuildPhase.Verifying))
            return Decision.Nothing(rebuild);
        return Decision.Of(rebuild, isToStop || budget.Allows(attempt)
            ? new BuildRetryScheduled(build, attempt + 1, now + budget.DelayAfter(attempt, jitter), Faults.Unavailable(fault))
            : new BuildFailed(build, FaultClass.Infrastructure, Faults.Exhausted(fault, attempt)));
    }

    /// <summary>What the build system says of a build. Older or repeated news change nothing; news of another attempt are not of this one.</summary>
    /// <param name="url">Where people can look at the build, for when this is the first we hear of it.</param>
    public static Decision RecordProgress(this Rebuild rebuild, string build, ModuleBuildProgress progress, string? url = null)
    {
        // A message can overtake the answer to the submission: then it is that answer.
        if (url is not null && rebuild.In(build, BuildPhase.Submitting) is { } submitting && submitting.Revision == progress.Revision)
            return rebuild.RecordStart(build, progress, url, adopted: false);
        if (rebuild.In(build, BuildPhase.Building) is not { } status || status.ExternalId != progress.BuildId)
            return Decision.Nothing(rebuild);

        return progress.State switch
        {
            ModuleBuildState.Ready => Decision.Of(rebuild, new BuildSucceeded(build, progress.BuildId, progress.Version, progress.Context)),
            ModuleBuildState.Failed or ModuleBuildState.Garbage when rebuild.Stops(status) => Decision.Of(
                rebuild, new BuildCanceled(build, Reason.Of(ReasonCode.CanceledInBuildSystem, ("build", $"{progress.BuildId}"), ("system", "MBS")))),
            // MBS builds a commit once: what was canceled for being stuck cannot be tried again.
            ModuleBuildState.Failed or ModuleBuildState.Garbage when status.CancelOrdered => Decision.Of(
                rebuild, new BuildFailed(build, FaultClass.Infrastructure, ImageRecording.Stuck(progress.BuildId, "MBS"))),
            ModuleBuildState.Failed or ModuleBuildState.Garbage => Decision.Of(
                rebuild, new BuildFailed(build, FaultClass.Artifact, Reason.Of(
                    ReasonCode.FailedInBuildSystem, ("build", $"{progress.BuildId}"), ("state", progress.State.ToString().ToLowerInvariant()),
                    ("system", "MBS"), ("text", progress.StateReason ?? "no reason given")))),
            _ when status.Observed >= progress.State => Decision.Nothing(rebuild),
            _ => Decision.Of(rebuild, new BuildProgressed(build, progress.BuildId, progress.State, rebuild.Moment.Now)),
        };
    }

    /// <summary>
    /// The build system does not know a running build any more, so no news of it will ever come. What was to be stopped has stopped with that; an image is built
    /// again while its budget allows; MBS builds a commit once, so a module cannot be.
    /// </summary>
    /// <param name="jitter">0 to 1, for the pause before the next attempt.</param>
    public static Decision RecordLost(this Rebuild rebuild, string build, string system, long externalId, double jitter)
    {
        if (rebuild.In(build, BuildPhase.Building) is not { } status || status.ExternalId != externalId)
            return Decision.Nothing(rebuild);
        var lost = Reason.Of(ReasonCode.LostInBuildSystem, ("build", $"{externalId}"), ("system", system));
        return Decision.Of(rebuild, rebuild.Stops(status) ? new BuildCanceled(build, lost)
            : status.Planned.Recipe is ImageRecipe ? ImageRecording.Again(rebuild, build, status, externalId, FaultClass.Infrastructure, lost, jitter)
            : new BuildFailed(build, FaultClass.Infrastructure, lost));
    }
}
