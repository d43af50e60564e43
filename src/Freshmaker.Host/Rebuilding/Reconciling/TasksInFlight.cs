using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Rebuilding.Commands;

namespace Freshmaker.Host.Rebuilding.Reconciling;

/// <summary>Compares the running image builds of all open rebuilds with Koji, whatever their age, with as few calls as Koji allows.</summary>
public sealed class TasksInFlight(IImageBuildSystem koji, RepairBus bus, Silence silence, ILogger<TasksInFlight> logger)
{
    /// <summary>Times in a row that Koji must not know a running task before it is given up.</summary>
    const int UnknownBeforeLost = 5;

    readonly Dictionary<long, int> _unknown = [];

    public async Task CompareAsync(IReadOnlyCollection<Rebuild> open, CancellationToken ct)
    {
        var running = open.SelectMany(r => r.Builds.Values
            .Where(b => b is { Phase: BuildPhase.Building, Planned.Recipe: Domain.Planning.ImageRecipe, ExternalId: > 0 })
            .Select(b => (Rebuild: r, Build: b))).ToList();
        foreach (var gone in _unknown.Keys.Except(running.Select(x => x.Build.ExternalId!.Value)).ToList())
            _unknown.Remove(gone);
        if (running.Count == 0)
            return;

        TaskReport now;
        try
        {
            now = await koji.LookAsync([.. running.Select(x => x.Build.ExternalId!.Value).Distinct()], ct);
        }
        catch (OutsideFault fault)
        {
            logger.LogWarning("Koji could not be asked about {Running} running tasks: {Text}", running.Count, fault.Text);
            return;
        }

        foreach (var (rebuild, build) in running)
        {
            using var name = Serilog.Context.LogContext.PushProperty("RebuildId", rebuild.Id);
            var id = build.ExternalId!.Value;
            if (now.Faults.TryGetValue(id, out var odd))
            {
                logger.LogWarning("Koji could not say how task {TaskId} of {Build} is ({Text}); the others go on", id, build.Planned.Key, odd.Text);
                await silence.NoticeAsync(rebuild, build, "Koji");
            }
            else
            {
                await CompareAsync(rebuild, build, now.Tasks.GetValueOrDefault(id));
            }
        }
    }

    async Task CompareAsync(Rebuild rebuild, BuildStatus build, TaskProgress? task)
    {
        var (key, id) = (build.Planned.Key, build.ExternalId!.Value);
        if (task is null)
        {
            _unknown[id] = _unknown.GetValueOrDefault(id) + 1;
            if (_unknown[id] >= UnknownBeforeLost)
            {
                logger.LogWarning("Koji does not know task {TaskId} any more; it is given up", id);
                await bus.SendAsync(new RecordLostBuild(rebuild.Id, key, "Koji", id));
            }

            return;
        }

        _unknown.Remove(id);
        if (task.IsOver || build.IsNews(task.State))
        {
            logger.LogWarning("Task {TaskId} is {State} but its message did not come; taking it from Koji", id, task.State);
            await bus.SendAsync(new RecordTask(rebuild.Id, key, task), $"reconciled/koji/{id}/{task.State}");
        }
        else
        {
            await silence.NoticeAsync(rebuild, build, "Koji");
        }
    }
}
