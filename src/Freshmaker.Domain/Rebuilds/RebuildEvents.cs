using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Rebuilds;

/// <summary>
/// A fact in the history of a rebuild. What is stored under these names stays readable for ever: change them only with an upcast. "Build" is always
/// the build's key within the rebuild, <see cref="PlannedBuild.Key"/>.
/// </summary>
public interface IRebuildEvent;

/// <summary>An event about one build.</summary>
public interface IBuildEvent : IRebuildEvent
{
    string Build { get; }
}

/// <summary>An event by which a person acted.</summary>
public interface IPersonEvent : IRebuildEvent
{
    /// <summary>The name, as authenticated or as the message said.</summary>
    string Who { get; }

    /// <summary>The reason that was given.</summary>
    string Why { get; }

    /// <summary>Null where the order came by a message, or was recorded before this was.</summary>
    Origin? Origin { get; }
}

/// <summary>Where the order of a person came from.</summary>
/// <param name="Role">The role by which it was allowed.</param>
/// <param name="Client">The program that sent it, as that says, and the address it came from.</param>
/// <param name="RequestId">The id of the request.</param>
public sealed record Origin(string? Role, string? Client, string? RequestId);

// ---- received

/// <summary>The message that opened the stream, as it came.</summary>
/// <param name="Body">The payload as JSON text.</param>
/// <param name="BodyHash">SHA-256 of the payload in hexadecimal, by which a different body under the same id is noticed.</param>
public sealed record MessageReceived(
    string MessageId, string Topic, IReadOnlyDictionary<string, string> Headers, string Body, string BodyHash,
    DateTimeOffset? SentAt, DateTimeOffset ReceivedAt) : IRebuildEvent;

/// <summary>What the message means, which handlers will plan for it, and where in a cascade it stands.</summary>
/// <param name="DryRun">Nothing outside will be changed: what would be is recorded.</param>
public sealed record TriggerRecognized(Trigger Trigger, IReadOnlyList<string> Handlers, CascadePosition Cascade, bool DryRun = false) : IRebuildEvent;

/// <summary>A message with the id of this stream's but another body came: the first one stays, the other is recorded.</summary>
public sealed record MessageConflictRecorded(string MessageId, string BodyHash, string Body, DateTimeOffset ReceivedAt) : IRebuildEvent;

// ---- planned

public sealed record ArtifactPlanned(PlannedBuild Planned, string Handler) : IBuildEvent
{
    string IBuildEvent.Build => Planned.Key;
}

/// <param name="Nvr">The build of it that was considered, where it was one build.</param>
public sealed record ArtifactExcluded(Artifact Artifact, string Handler, Reason Reason, string? Nvr = null) : IRebuildEvent;

/// <summary>A handler has answered.</summary>
/// <param name="Priority">How urgent what it planned is; higher goes first. 0 is usual.</param>
public sealed record HandlerCompleted(string Handler, int Planned, int Excluded, int Priority = 0) : IRebuildEvent
{
    /// <summary>What the plan rests on that was missing or could not be used, or why nothing was looked at.</summary>
    public IReadOnlyList<Reason> Remarks { get; init; } = [];

    /// <summary>What it planned for; null when that was no advisory, or one that is not known, and in events from before this was recorded.</summary>
    public PlannedAdvisory? Advisory { get; init; }
}

/// <summary>A handler could not answer yet and is asked again.</summary>
public sealed record HandlerRetryScheduled(string Handler, int Attempt, DateTimeOffset NotBefore, Reason Reason) : IRebuildEvent;

/// <summary>A handler has failed for good; the others go on.</summary>
public sealed record HandlerFailed(string Handler, Reason Reason) : IRebuildEvent;

/// <summary>Every handler has answered or failed, and something is to be built.</summary>
public sealed record PlanCompleted(int Planned, int Excluded) : IRebuildEvent;

// ---- prepared and built

/// <summary>An event about one compose; "Compose" is always its key within the rebuild, <see cref="ComposeKeys"/>.</summary>
public interface IComposeEvent : IRebuildEvent
{
    string Compose { get; }
}

/// <summary>The intent to ask ODCS, recorded before it is asked.</summary>
/// <param name="Need">What for.</param>
public sealed record ComposeRequested(string Compose, Prerequisite Need) : IComposeEvent;

/// <summary>ODCS has it and makes it.</summary>
/// <param name="Adopted">It was found: asked for before a crash, or by another rebuild.</param>
/// <param name="At">When, as the service's clock said.</param>
public sealed record ComposeStarted(string Compose, long Id, bool Adopted, DateTimeOffset? At = null) : IComposeEvent;

/// <summary>ODCS has been making it for longer than is usual.</summary>
/// <param name="Since">When it began.</param>
public sealed record ComposeStuck(string Compose, long Id, DateTimeOffset Since) : IComposeEvent;

public sealed record ComposeReady(string Compose, long Id, DateTimeOffset? ExpiresAt) : IComposeEvent;

public sealed record ComposeFailed(string Compose, long? Id, FaultClass Class, Reason Reason) : IComposeEvent;

/// <summary>ODCS could not be asked yet and is asked again.</summary>
public sealed record ComposeRetryScheduled(string Compose, int Attempt, DateTimeOffset NotBefore, Reason Reason) : IComposeEvent;

/// <summary>ODCS has removed it. It is asked for again when a build needs it that could start.</summary>
public sealed record ComposeRemoved(string Compose, long Id) : IComposeEvent;

/// <summary>It is gone or about to go, and asked for again.</summary>
/// <param name="Lasted">It was there for as long as ODCS had said, so this is nothing that could go on for ever quickly.</param>
public sealed record ComposeRenewalRequested(string Compose, long Id, Reason Reason, bool Lasted = false) : IComposeEvent;

/// <summary>A build could start and waits for its turn.</summary>
/// <param name="Target">The limit of which target it counts for.</param>
/// <param name="Priority">The higher goes first.</param>
/// <param name="Height">How many builds have to follow one after another behind it; of equal priority the higher goes first. 0 in events older than this.</param>
public sealed record BuildQueued(string Build, string Target, int Priority, int Height = 0) : IBuildEvent;

/// <summary>The intent to bump, recorded before git is asked.</summary>
public sealed record SourceBumpStarting(string Build, SourceBump Bump) : IBuildEvent;

/// <param name="Revision">The bump commit.</param>
/// <param name="WasThere">It was found by its trailer: made before a crash or by a repeated command.</param>
public sealed record SourceBumped(string Build, string Revision, bool WasThere) : IBuildEvent;

/// <summary>The intent to build this commit, recorded before the build system is asked. The commit is the key by which the build is found again.</summary>
/// <param name="Attempt">1 for the first.</param>
/// <param name="Nvr">The NVR that an image will have; it is then the key by which the build is found again. Null where Koji chooses.</param>
public sealed record BuildStarting(string Build, int Attempt, string Revision, string? Nvr = null) : IBuildEvent;

/// <summary>A build that was about to be submitted waits again, for its composes.</summary>
public sealed record BuildPostponed(string Build, Reason Reason) : IBuildEvent;

/// <param name="ExternalId">The build system's id.</param>
/// <param name="Url">Where people can look at it.</param>
/// <param name="Adopted">The build existed before we asked: submitted before a crash, or by someone else.</param>
/// <param name="At">When, as the service's clock said.</param>
public sealed record BuildStarted(string Build, int Attempt, long ExternalId, string Url, bool Adopted, DateTimeOffset? At = null) : IBuildEvent;

/// <summary>The build system reports a state on the way.</summary>
/// <param name="At">When we heard of it.</param>
public sealed record BuildProgressed(string Build, long ExternalId, ModuleBuildState State, DateTimeOffset? At = null) : IBuildEvent;

/// <summary>Koji reports a task on the way.</summary>
/// <param name="At">When we heard of it.</param>
public sealed record TaskProgressed(string Build, long TaskId, TaskState State, DateTimeOffset? At = null) : IBuildEvent;

/// <summary>Koji has closed the task; what it made is looked at.</summary>
public sealed record VerificationStarting(string Build, long TaskId) : IBuildEvent;

/// <summary>An attempt failed and the next one is planned.</summary>
/// <param name="TaskId">The task that failed.</param>
/// <param name="Attempt">The next attempt.</param>
public sealed record BuildRetryPlanned(string Build, long TaskId, int Attempt, DateTimeOffset NotBefore, Reason Reason) : IBuildEvent;

/// <summary>Nothing has been heard of a running build for longer than is usual.</summary>
/// <param name="Since">When it was heard of last.</param>
public sealed record BuildStuck(string Build, long ExternalId, DateTimeOffset Since) : IBuildEvent;

/// <summary>The service itself has a build canceled because it is stuck; nobody asked for that, so its end there is no wish of anybody's.</summary>
public sealed record StuckCancelOrdered(string Build, long ExternalId) : IBuildEvent;

/// <param name="Version">Of a module.</param>
/// <param name="Context">Of a module.</param>
/// <param name="Nvr">Of an image.</param>
/// <param name="KojiBuild">Koji's id of an image's build.</param>
public sealed record BuildSucceeded(string Build, long ExternalId, string? Version, string? Context, string? Nvr = null, long? KojiBuild = null) : IBuildEvent;

public sealed record BuildFailed(string Build, FaultClass Class, Reason Reason) : IBuildEvent;

/// <summary>A step of a build could not be done yet and is tried again.</summary>
public sealed record BuildRetryScheduled(string Build, int Attempt, DateTimeOffset NotBefore, Reason Reason) : IBuildEvent;

/// <summary>A parent was not built, so this cannot be.</summary>
public sealed record BuildBlocked(string Build, string By, Reason Reason) : IBuildEvent;

public sealed record BuildCanceled(string Build, Reason Reason) : IBuildEvent;

// ---- operated

/// <summary>Someone asked for this rebuild by a command. It stands beside the trigger, which says what was asked for.</summary>
public sealed record RebuildRequested(string Who, string Why, Origin? Origin = null) : IPersonEvent;

public sealed record CancelRequested(string Who, string Why, Origin? Origin = null) : IPersonEvent;

/// <summary>Someone wants one build to stop; what depends on it is canceled with it.</summary>
public sealed record BuildCancelRequested(string Build, string Who, string Why, Origin? Origin = null) : IBuildEvent, IPersonEvent;

/// <summary>Someone wants a build that was not built to be tried again. A rebuild that has ended goes on with it.</summary>
public sealed record BuildRetryRequested(string Build, string Who, string Why, Origin? Origin = null) : IBuildEvent, IPersonEvent;

/// <summary>A build that was not built for want of a parent waits again, because that is tried again.</summary>
/// <param name="By">The key of the parent.</param>
public sealed record BuildReleased(string Build, string By) : IBuildEvent;

/// <summary>Someone wrote a note into the history. It changes nothing.</summary>
/// <param name="Text">The note.</param>
/// <param name="Build">The key of the build that it is about; null when it is about the rebuild.</param>
public sealed record Annotated(string Text, string Who, string Why, string? Build = null, Origin? Origin = null) : IPersonEvent;

// ---- ended

/// <summary>Nothing is to be built.</summary>
public sealed record RebuildSkipped(Reason Reason) : IRebuildEvent;

public sealed record RebuildCompleted(Reason Reason, int Done, int Failed, int Canceled) : IRebuildEvent;

public sealed record RebuildFailed(Reason Reason) : IRebuildEvent;

public sealed record RebuildCanceled(Reason Reason) : IRebuildEvent;

/// <summary>Whose fault it is, which decides about retries.</summary>
public enum FaultClass
{
    /// <summary>A system was unreachable or broken.</summary>
    Infrastructure,

    /// <summary>Something the build needs could not be prepared.</summary>
    Prerequisite,

    /// <summary>The artifact itself does not build.</summary>
    Artifact,
}
