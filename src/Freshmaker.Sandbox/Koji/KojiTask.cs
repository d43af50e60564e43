namespace Freshmaker.Sandbox.Koji;

/// <summary>States of a task; the numbers are Koji's.</summary>
internal enum KojiTaskState
{
    Free = 0,
    Open = 1,
    Closed = 2,
    Canceled = 3,
    Assigned = 4,
    Failed = 5,
}

/// <summary>States of a build; the numbers are Koji's.</summary>
internal enum KojiBuildState
{
    Building = 0,
    Complete = 1,
    Deleted = 2,
    Failed = 3,
    Canceled = 4,
}

/// <summary>A task of the hub.</summary>
internal sealed record KojiTask(long Id, string Method, IReadOnlyList<object?> Request, long OwnerId, string Owner, DateTimeOffset Created)
{
    public long? Parent { get; init; }

    public KojiTaskState State { get; init; }

    public DateTimeOffset? Started { get; init; }

    public DateTimeOffset? Completed { get; init; }

    /// <summary>What it was closed with, or what its failure says.</summary>
    public IReadOnlyDictionary<string, object?>? Result { get; init; }

    /// <summary>The build it makes; null for a scratch build.</summary>
    public string? Nvr { get; init; }

    public bool IsOver => State is KojiTaskState.Closed or KojiTaskState.Canceled or KojiTaskState.Failed;

    public Dictionary<string, object?> ToStruct(bool request = false)
    {
        var all = new Dictionary<string, object?>
        {
            ["id"] = Id,
            ["method"] = Method,
            ["state"] = (int)State,
            ["parent"] = Parent,
            ["owner"] = OwnerId,
            ["arch"] = "noarch",
            ["label"] = null,
            ["waiting"] = null,
            ["awaited"] = null,
            ["channel_id"] = 12,
            ["host_id"] = State == KojiTaskState.Free ? null : 3,
            ["priority"] = 20,
            ["weight"] = 2.0,
            ["create_time"] = KojiTime.Text(Created),
            ["create_ts"] = KojiTime.Seconds(Created),
            ["start_time"] = KojiTime.Text(Started),
            ["start_ts"] = KojiTime.Seconds(Started),
            ["completion_time"] = KojiTime.Text(Completed),
            ["completion_ts"] = KojiTime.Seconds(Completed),
        };
        if (request)
        {
            all["request"] = Request;
        }

        return all;
    }
}

/// <summary>A build that was begun here and is not, or not yet, an image.</summary>
internal sealed record KojiBuild(long Id, string Nvr, long TaskId, KojiBuildState State, string Owner, DateTimeOffset Created, DateTimeOffset? Completed, string Source);
