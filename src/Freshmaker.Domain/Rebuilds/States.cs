namespace Freshmaker.Domain.Rebuilds;

/// <summary>States of a rebuild. Names and numbers are part of the REST contract (EventState, behaviour.md §4.2).</summary>
public enum RebuildState
{
    Initialized = 0,
    Building = 1,
    Complete = 2,
    Failed = 3,
    Skipped = 4,
    Canceled = 5,
}

/// <summary>States of a build as others know them. Names and numbers are part of the REST contract (ArtifactBuildState, behaviour.md §4.2).</summary>
public enum BuildState
{
    Build = 0,
    Done = 1,
    Failed = 2,
    Canceled = 3,
    Planned = 4,
}

/// <summary>How far a build is.</summary>
public enum BuildPhase
{
    /// <summary>For its parents, its composes, or the time of its next attempt.</summary>
    Waiting,

    /// <summary>The bump commit is being made.</summary>
    Bumping,

    /// <summary>It could start and waits for its turn, because the number of running builds is limited.</summary>
    Queued,

    /// <summary>It is being handed to the build system.</summary>
    Submitting,

    /// <summary>The build system has it.</summary>
    Building,

    /// <summary>It was built; its result is being looked at.</summary>
    Verifying,
    Succeeded,
    Failed,

    /// <summary>By a parent that was not built.</summary>
    Blocked,
    Canceled,
}

/// <summary>The transition tables. What they do not allow does not happen; an end is final (behaviour.md §11.3, D7) unless a person
/// has a build tried again.</summary>
public static class Transitions
{
    static readonly Dictionary<BuildPhase, BuildPhase[]> Builds = new()
    {
        [BuildPhase.Waiting] = [BuildPhase.Bumping, BuildPhase.Queued, BuildPhase.Submitting, BuildPhase.Failed, BuildPhase.Blocked, BuildPhase.Canceled],
        [BuildPhase.Bumping] = [BuildPhase.Queued, BuildPhase.Submitting, BuildPhase.Failed, BuildPhase.Canceled],
        [BuildPhase.Queued] = [BuildPhase.Waiting, BuildPhase.Submitting, BuildPhase.Canceled],
        [BuildPhase.Submitting] = [BuildPhase.Waiting, BuildPhase.Building, BuildPhase.Failed, BuildPhase.Canceled],
        [BuildPhase.Building] = [BuildPhase.Waiting, BuildPhase.Verifying, BuildPhase.Succeeded, BuildPhase.Failed, BuildPhase.Canceled],
        [BuildPhase.Verifying] = [BuildPhase.Succeeded, BuildPhase.Failed],
    };

    static readonly Dictionary<ComposePhase, ComposePhase[]> Composes = new()
    {
        [ComposePhase.Needed] = [ComposePhase.Asking],
        [ComposePhase.Asking] = [ComposePhase.Underway, ComposePhase.Ready, ComposePhase.Failed],
        [ComposePhase.Underway] = [ComposePhase.Asking, ComposePhase.Ready, ComposePhase.Gone, ComposePhase.Failed],
        [ComposePhase.Ready] = [ComposePhase.Asking, ComposePhase.Gone, ComposePhase.Failed],
        [ComposePhase.Gone] = [ComposePhase.Asking, ComposePhase.Failed],
    };

    static readonly Dictionary<RebuildState, RebuildState[]> Rebuilds = new()
    {
        [RebuildState.Initialized] = [RebuildState.Building, RebuildState.Skipped, RebuildState.Failed, RebuildState.Canceled],
        [RebuildState.Building] = [RebuildState.Complete, RebuildState.Failed, RebuildState.Canceled],
    };

    public static bool Allows(BuildPhase from, BuildPhase to) => Builds.TryGetValue(from, out var next) && next.Contains(to);

    public static bool Allows(ComposePhase from, ComposePhase to) => Composes.TryGetValue(from, out var next) && next.Contains(to);

    public static bool Allows(RebuildState from, RebuildState to) => Rebuilds.TryGetValue(from, out var next) && next.Contains(to);

    /// <summary>Whether a person can have a build that ended so tried again.</summary>
    public static bool Reopens(BuildPhase phase) => phase is BuildPhase.Failed or BuildPhase.Blocked or BuildPhase.Canceled;

    /// <summary>Whether a rebuild can go on with builds that a person has tried again. One that was canceled, or that has no builds, cannot.</summary>
    public static bool Reopens(RebuildState state) => state is RebuildState.Building or RebuildState.Complete or RebuildState.Failed;

    public static bool IsEnd(this BuildPhase phase) => !Builds.ContainsKey(phase);

    public static bool IsEnd(this RebuildState state) => !Rebuilds.ContainsKey(state);

    /// <summary>It waits for its turn or uses it, where the number of running builds is limited.</summary>
    public static bool NeedsTurn(this BuildPhase phase) => phase is BuildPhase.Queued or BuildPhase.Submitting or BuildPhase.Building or BuildPhase.Verifying;

    /// <summary>The phase as others know it.</summary>
    public static BuildState ToState(this BuildPhase phase) => phase switch
    {
        BuildPhase.Waiting or BuildPhase.Bumping or BuildPhase.Queued or BuildPhase.Submitting => BuildState.Planned,
        BuildPhase.Building or BuildPhase.Verifying => BuildState.Build,
        BuildPhase.Succeeded => BuildState.Done,
        BuildPhase.Canceled => BuildState.Canceled,
        _ => BuildState.Failed,
    };
}
