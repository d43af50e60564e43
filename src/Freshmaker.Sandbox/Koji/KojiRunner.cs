using System.Collections.Concurrent;

namespace Freshmaker.Sandbox.Koji;

/// <summary>Walks each container task through its states, as the world says that builds of its image end.</summary>
internal sealed class KojiRunner(SandboxOptions options, KojiTasks tasks) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, int> _failed = new();
    private readonly ConcurrentDictionary<Task, bool> _running = new();
    private CancellationTokenSource _stop = new();

    public void Start(KojiTask task, KojiPlan plan)
    {
        var stop = _stop.Token;
        var walk = Task.Run(() => WalkAsync(task.Id, plan, stop), CancellationToken.None);
        _running[walk] = true;
        _ = walk.ContinueWith(done => _running.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>Leaves every task where it is and forgets how often images failed.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running.Keys);
        _stop.Dispose();
        _stop = new();
        _failed.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task WalkAsync(long id, KojiPlan plan, CancellationToken stop)
    {
        var behaviour = plan.Image.Behaviour;
        try
        {
            await Task.Delay(options.StepDelay, options.Clock, stop);
            if (tasks.Open(id) is null || behaviour.Stuck)
            {
                return;
            }

            await Task.Delay(behaviour.TakesTime ?? options.StepDelay, options.Clock, stop);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        if (behaviour.FailTimes < 0 || (behaviour.FailTimes > 0 && _failed.AddOrUpdate(plan.Counted, 1, (_, count) => count + 1) <= behaviour.FailTimes))
        {
            tasks.Fail(id, behaviour.Reason);
        }
        else
        {
            tasks.Close(id);
        }
    }
}
