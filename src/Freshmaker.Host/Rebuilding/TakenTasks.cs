using Freshmaker.Domain.Messages;
using Marten;

namespace Freshmaker.Host.Rebuilding;

/// <summary>
/// Which of Koji's tasks are some build's already. Where Koji chooses the release, the tasks of several attempts, and of several rebuilds of one source, have
/// the same request; a task whose answer has been recorded, for whichever of them, is not the one whose answer was lost.
/// </summary>
public sealed class TakenTasks(IDocumentStore store)
{
    /// <summary>The first that no build has; null when there is none.</summary>
    public async Task<TaskProgress?> FirstFreeAsync(IReadOnlyList<TaskProgress> tasks, CancellationToken ct)
    {
        if (tasks.Count == 0)
            return null;
        string[] keys = [.. tasks.Select(t => BuildLink.OfTask(t.TaskId))];
        await using var session = store.QuerySession();
        var taken = await session.Query<BuildLink>().Where(l => l.Key.IsOneOf(keys)).Select(l => l.Key).ToListAsync(ct);
        return tasks.FirstOrDefault(t => !taken.Contains(BuildLink.OfTask(t.TaskId)));
    }
}
