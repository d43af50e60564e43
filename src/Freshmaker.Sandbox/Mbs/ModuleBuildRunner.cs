using System.Collections.Concurrent;
using Freshmaker.Sandbox.World;

namespace Freshmaker.Sandbox.Mbs;

/// <summary>Walks each build through its states, as the world file says it ends.</summary>
internal sealed class ModuleBuildRunner(SandboxOptions options, ModuleBuilds builds) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, int> _ended = new();
    private readonly ConcurrentDictionary<Task, bool> _running = new();
    private CancellationTokenSource _stop = new();
    private WorldFile? _world;

    public void Load(WorldFile world) => _world = world;

    public void Start(ModuleBuild build)
    {
        var behaviour = _world?.Modules.FirstOrDefault(module => module.Name == build.Name && module.Stream == build.Stream)?.Behaviour ?? WorldBehaviour.Usual;
        if (behaviour.Times is { } times && _ended.AddOrUpdate($"{build.Name}:{build.Stream}", 1, (_, count) => count + 1) > times)
        {
            behaviour = WorldBehaviour.Usual;
        }

        var stop = _stop.Token;
        var task = Task.Run(() => WalkAsync(build.Id, behaviour, stop), CancellationToken.None);
        _running[task] = true;
        _ = task.ContinueWith(done => _running.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>Leaves every build where it is and forgets how often modules failed.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running.Keys);
        _stop.Dispose();
        _stop = new();
        _ended.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task WalkAsync(int id, WorldBehaviour behaviour, CancellationToken stop)
    {
        var delay = behaviour.StepDelay ?? options.StepDelay;
        var state = ModuleState.Init;
        foreach (var next in Path(behaviour))
        {
            try
            {
                await Task.Delay(delay, options.Clock, stop);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            var from = state;
            var reason = next == ModuleState.Failed ? behaviour.Reason ?? "Component build failed" : null;
            if (builds.Move(id, build => build.State == from, next, reason) is null)
            {
                return;
            }

            state = next;
        }
    }

    private static IEnumerable<ModuleState> Path(WorldBehaviour behaviour) => behaviour.Ends switch
    {
        BuildEnd.Failed => [ModuleState.Wait, ModuleState.Build, ModuleState.Failed],
        BuildEnd.Stuck => [ModuleState.Wait, ModuleState.Build],
        _ => [ModuleState.Wait, ModuleState.Build, ModuleState.Done, ModuleState.Ready],
    };
}
