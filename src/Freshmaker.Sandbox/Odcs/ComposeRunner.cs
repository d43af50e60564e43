using System.Collections.Concurrent;

namespace Freshmaker.Sandbox.Odcs;

/// <summary>Walks each compose through its states; each takes one step's time.</summary>
internal sealed class ComposeRunner(SandboxOptions options, Composes composes, ComposeBehaviours behaviours) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Task, bool> _running = new();
    private CancellationTokenSource _stop = new();

    public void Start(Compose compose)
    {
        var (behaviour, stop) = (behaviours.Take(compose.Content), _stop.Token);
        var task = Task.Run(() => WalkAsync(compose.Id, behaviour, stop), CancellationToken.None);
        _running[task] = true;
        _ = task.ContinueWith(done => _running.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>Leaves every compose where it is.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running.Keys);
        _stop.Dispose();
        _stop = new();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task WalkAsync(long id, ComposeBehaviour behaviour, CancellationToken stop)
    {
        if (!await StepAsync(id, ComposeState.Wait, ComposeState.Generating, "Compose thread started", stop) || behaviour.Ends == ComposeEnd.Stuck)
        {
            return;
        }

        var failed = behaviour.Ends == ComposeEnd.Failed;
        var ended = await StepAsync(
            id,
            ComposeState.Generating,
            failed ? ComposeState.Failed : ComposeState.Done,
            failed ? behaviour.Reason ?? "Error while generating compose" : "Compose is generated successfully",
            stop);
        if (ended && behaviour.Ends == ComposeEnd.Removed)
        {
            composes.Move(id, compose => compose.State == ComposeState.Done, ComposeState.Removed, behaviour.Reason ?? "Compose is expired.");
        }
    }

    private async Task<bool> StepAsync(long id, ComposeState from, ComposeState to, string reason, CancellationToken stop)
    {
        try
        {
            await Task.Delay(options.StepDelay, options.Clock, stop);
            return composes.Move(id, compose => compose.State == from, to, reason) is not null;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
