namespace Freshmaker.Domain.Messages;

/// <summary>What an outside system says of something that may be ours.</summary>
public abstract record Progress;

/// <summary>States of a compose in ODCS. The numbers are ODCS's (behaviour.md §4.2); messages are matched by name.</summary>
public enum ComposeState
{
    Wait = 0,
    Generating = 1,
    Done = 2,
    Removed = 3,
    Failed = 4,
}

/// <summary>What ODCS says of one compose, by message or when asked.</summary>
/// <param name="Id">ODCS's id.</param>
/// <param name="State">Its state now.</param>
/// <param name="StateReason">ODCS's own words, if any.</param>
/// <param name="Kind">ODCS's source type as it is called there (<c>pulp</c>, <c>module</c> …), if known.</param>
/// <param name="Source">What it is made of, if known: see <see cref="Planning.ComposeRequest.Source"/>.</param>
/// <param name="ExpiresAt">When ODCS removes it, if known.</param>
public sealed record ComposeProgress(long Id, ComposeState State, string? StateReason, string? Kind, string? Source, DateTimeOffset? ExpiresAt) : Progress
{
    public bool IsUnderWay => State is ComposeState.Wait or ComposeState.Generating;
}

/// <summary>States of a Koji task. The numbers are Koji's (behaviour.md §4.2).</summary>
public enum TaskState
{
    Free = 0,
    Open = 1,
    Closed = 2,
    Canceled = 3,
    Assigned = 4,
    Failed = 5,
}

/// <summary>What Koji says of one task, by message or when asked.</summary>
/// <param name="TaskId">Koji's id.</param>
/// <param name="State">Its state now.</param>
/// <param name="Method">What it does, such as <c>buildContainer</c>, if known.</param>
/// <param name="BuildId">The build it made, if known.</param>
/// <param name="Text">Koji's own words on a failure, if any.</param>
public sealed record TaskProgress(long TaskId, TaskState State, string? Method = null, long? BuildId = null, string? Text = null) : Progress
{
    public bool IsOver => State is TaskState.Closed or TaskState.Canceled or TaskState.Failed;
}

/// <summary>What Koji says of one build, by message.</summary>
/// <param name="State">0 building, 1 complete, 2 deleted, 3 failed, 4 canceled (messages.md §3).</param>
/// <param name="TaskId">The task that makes it, if Koji says so.</param>
public sealed record KojiBuildProgress(long BuildId, string Nvr, KojiBuildState State, long? TaskId) : Progress
{
    public bool IsOver => State != KojiBuildState.Building;
}

/// <summary>States of a Koji build. The numbers are Koji's.</summary>
public enum KojiBuildState
{
    Building = 0,
    Complete = 1,
    Deleted = 2,
    Failed = 3,
    Canceled = 4,
}
