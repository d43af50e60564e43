using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Rebuilding.Commands;
using Freshmaker.Host.Rebuilding.Outside;
using Freshmaker.Host.Rebuilding.Reconciling;

namespace Freshmaker.Host.Rebuilding;

/// <summary>
/// What was last told of tasks, builds and composes: a message can come before the answer to the call that made the thing is recorded. Intake keeps it here and then
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
                BuildStarted s when decision.After.Builds[s.Build].Planned.Recipe is ImageRecipe => OfTask(decision.After, s),
                ComposeStarted s when Find<ComposeProgress>(ComposeLink.KeyOf(s.Id)) is { } told => new RecordCompose(decision.After.Id, s.Compose, told),
                _ => null,
            };
            if (next is not null)
                await bus.SendAsync(next);
        }
    }

    object? OfTask(Rebuild rebuild, BuildStarted started)
    {
        if (Find<TaskProgress>(BuildLink.OfTask(started.ExternalId)) is { } told)
            return AskAboutTask.About(rebuild.Id, started.Build, told);
        var build = Find<KojiBuildProgress>(OfBuildBy(started.ExternalId)) ?? (rebuild.Builds[started.Build].Nvr is { } nvr ? Find<KojiBuildProgress>(Claim.OfNvr(nvr)) : null);
        return build is null ? null : AskAboutTask.OfEndedBuild(rebuild.Id, started.Build, started.ExternalId);
    }

    static string OfBuildBy(long task) => $"build of {BuildLink.OfTask(task)}";

    /// <summary>Only ends count: what comes on the way tells nothing that its end does not.</summary>
    static string? KeyOf(Progress told) => told switch
    {
        TaskProgress { IsOver: true } task => BuildLink.OfTask(task.TaskId),
        KojiBuildProgress { IsOver: true } build => build.TaskId is { } task ? OfBuildBy(task) : Claim.OfNvr(build.Nvr),
        ComposeProgress { IsUnderWay: false } compose => ComposeLink.KeyOf(compose.Id),
        _ => null,
    };

    T? Find<T>(string key) where T : Progress
    {
        lock (_lock)
            return _told.GetValueOrDefault(key) as T;
    }
}
