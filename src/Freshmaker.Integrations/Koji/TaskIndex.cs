namespace Freshmaker.Integrations.Koji;

/// <summary>The tasks of ours that a listing has shown. It says what was listed, not what is: who asks for a task lists the new ones before.</summary>
/// <param name="most">Most tasks that are remembered; the oldest go first.</param>
internal sealed class TaskIndex(int most)
{
    readonly Dictionary<long, OwnTask> _tasks = [];

    /// <summary>All tasks that were created after this, and were there at the last listing, are known.</summary>
    public DateTimeOffset Since { get; private set; } = DateTimeOffset.MaxValue;

    /// <summary>When the newest known one was created.</summary>
    public DateTimeOffset? Newest { get; private set; }

    public int Count => _tasks.Count;

    /// <param name="since">The listing shows all that were created after this.</param>
    public void Add(IEnumerable<OwnTask> listed, DateTimeOffset since)
    {
        foreach (var task in listed)
        {
            _tasks[task.Id] = task;
            if (Newest is not { } newest || task.Created > newest)
                Newest = task.Created;
        }

        if (since < Since)
            Since = since;
    }

    /// <summary>The tasks made with a request and created after a time, the newest first.</summary>
    public IReadOnlyList<long> Find(UInt128 request, DateTimeOffset after) =>
        [.. _tasks.Values.Where(task => task.Request == request && task.Created > after).Select(task => task.Id).OrderDescending()];

    /// <summary>Keeps within the limit. What is older than all that is kept counts as not listed from now on.</summary>
    public void Forget()
    {
        if (_tasks.Count <= most)
            return;
        // More than the surplus, so that not each new task costs a sort.
        var old = _tasks.Values.OrderBy(task => task.Created).Take(_tasks.Count - most + (most / 10)).ToList();
        foreach (var task in old)
            _tasks.Remove(task.Id);
        Since = old[^1].Created;
    }
}
