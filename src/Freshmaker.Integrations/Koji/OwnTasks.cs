using Freshmaker.Integrations.Koji.XmlRpc;

namespace Freshmaker.Integrations.Koji;

/// <summary>
/// Finds container tasks of ours by their request. Requests never change, so a task that was listed once is not asked for again: a find lists only the newest,
/// which is one page in the usual case, and shows what other processes submitted as well.
/// </summary>
internal sealed class OwnTasks(KojiHub hub, KojiSession session, KojiOptions options) : IDisposable
{
    const int TasksPerPage = 200;

    /// <summary>Some 10 MB.</summary>
    const int Remembered = 100_000;

    /// <summary>
    /// A task becomes visible some time after Koji gave it its id and its time, so the listings before may lack it among tasks that they have. Twice the time
    /// that this may take, because neither ids nor times are in the order in which tasks become visible. All by Koji's clock: ours does not matter.
    /// </summary>
    static readonly TimeSpan Overlap = TimeSpan.FromMinutes(1);

    readonly SemaphoreSlim _turn = new(1);
    readonly TaskIndex _index = new(Math.Max(Remembered, options.MaxTasks));
    long _begun;
    long _listed;

    /// <summary>The tasks made with a request and created after a time, by Koji's clock, the newest first.</summary>
    /// <param name="most">Most tasks to list for it. Null: as many as there are.</param>
    public async Task<IReadOnlyList<long>> FindAsync(UInt128 request, DateTimeOffset after, int? most, CancellationToken ct)
    {
        var begun = Volatile.Read(ref _begun);
        await _turn.WaitAsync(ct);
        try
        {
            // A listing that began after we were called shows what was there then: those who waited for one need the next only, all the same.
            if (_listed <= begun || after < _index.Since)
                await ListAsync(after, most, ct);
            var found = _index.Find(request, after);
            _index.Forget();
            return found;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    async Task ListAsync(DateTimeOffset after, int? most, CancellationToken ct)
    {
        var number = ++_begun;
        var owner = await session.UserIdAsync(ct);
        var since = after >= _index.Since && _index.Newest is { } newest ? newest : Earlier(after, _index.Since);
        var until = since.Before(Overlap);
        var listed = new Dictionary<long, OwnTask>();
        var seen = new HashSet<long?>();
        for (var offset = 0; most is null || offset < most; offset += TasksPerPage)
        {
            // Without a time: Koji has no index for it, and would look through all tasks there ever were for the rest of a page.
            var answer = await hub.AnswerAsync(KojiCalls.ContainerTasks(owner, offset, TasksPerPage), ct);
            var page = answer.List.Select(task => OwnTask.Read(task, answer)).OfType<OwnTask>().ToList();
            foreach (var task in page)
                listed[task.Id] = task;
            var isLast = answer.List.Count < TasksPerPage;
            if (isLast || (page.Count > 0 && page[^1].Created <= until))
            {
                _index.Add(listed.Values, isLast ? DateTimeOffset.MinValue : since);
                _listed = number;
                return;
            }

            var before = seen.Count;
            seen.UnionWith(answer.List.Select(task => task.Id("id")));
            if (seen.Count == before)
                throw answer.Wrong($"the page from {offset} must have other tasks than those before");
        }

        throw KojiCalls.ContainerTasks(owner, 0, TasksPerPage).Fault($"there are more than {most} tasks to look through; raise {KojiOptions.Section}:MaxTasks");
    }

    static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
