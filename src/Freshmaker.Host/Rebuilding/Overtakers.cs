using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Rebuilding.Commands;
using Freshmaker.Host.Rebuilding.Outside;
using Freshmaker.Host.Rebuilding.Reconciling;

namespace Freshmaker.Host.Rebuilding;

/// <summary>
/// What was last told of tasks and composes: a message can come before the answer to the call that made the thing is recorded. Intake keeps it here and then
/// looks whose it is; whoever records the answer commits and then looks here; so one of the two sees the other. Bounded and of this node only; what is
/// missed here the reconciler finds.
/// </summary>
public sealed class Overtakers(RepairBus bus, int capacity = 20_000)
{
    readonly Lock _lock = new();
    readonly Dictionary<string, Progress> _told = [];
    readonly Queue<string> _byAge = [];

    public void Keep(Progress told)
    {
        if (KeyOf(told) is not { } key)
            return;
        lock (_lock)
        {
            if (!_told.ContainsKey(key))
                _byAge.Enqueue(key);
            _told[key] = told;
            if (_byAge.Count > capacity)
                _told.Remove(_byAge.Dequeue());
        }
    }

    /// <summary>Sends on what was told of the things that a committed decision has begun to know.</summary>
    public async Task CatchUpAsync(Decision decision)
    {
        foreach (var e in decision.Events)
        {
            object? next = e switch
            {
                BuildStarted s when decision.After.Builds[s.Build].Planned.Recipe is ImageRecipe && Find<TaskProgress>(BuildLink.OfTask(s.ExternalId)) is { } told =>
                    AskAboutTask.About(decision.After.Id, s.Build, told),
                ComposeStarted s when Find<ComposeProgress>(ComposeLink.KeyOf(s.Id)) is { } told => new RecordCompose(decision.After.Id, s.Compose, told),
                _ => null,
            };
            if (next is not null)
                await bus.SendAsync(next);
        }
    }

    /// <summary>Only ends count: what comes on the way tells nothing that its end does not.</summary>
    static string? KeyOf(Progress told) => told switch
    {
        TaskProgress { IsOver: true } task => BuildLink.OfTask(task.TaskId),
        ComposeProgress { IsUnderWay: false } compose => ComposeLink.KeyOf(compose.Id),
        _ => null,
    };

    T? Find<T>(string key) where T : Progress
    {
        lock (_lock)
            return _told.GetValueOrDefault(key) as T;
    }
}
