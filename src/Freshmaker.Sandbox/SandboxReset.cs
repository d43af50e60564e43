using Freshmaker.Sandbox.Bus;
using Freshmaker.Sandbox.DistGit;
using Freshmaker.Sandbox.Errata;
using Freshmaker.Sandbox.Faults;
using Freshmaker.Sandbox.Koji;
using Freshmaker.Sandbox.Mbs;
using Freshmaker.Sandbox.Odcs;
using Freshmaker.Sandbox.Pdc;
using Freshmaker.Sandbox.World;
using Freshmaker.Sandbox.World.Images;

namespace Freshmaker.Sandbox;

/// <summary>Puts everything back to what the world file says.</summary>
internal sealed class SandboxReset(
    WorldFile world,
    SandboxDirectory directory,
    Repositories repositories,
    PdcCatalogue catalogue,
    ImageShelf shelf,
    ModuleBuilds builds,
    ModuleBuildRunner runner,
    Composes composes,
    ComposeBehaviours behaviours,
    ComposeRunner composeRunner,
    Advisories advisories,
    KojiSessions kojiSessions,
    KojiTasks kojiTasks,
    KojiBuildViews kojiBuilds,
    KojiSubmission kojiSubmission,
    KojiRunner kojiRunner,
    BusPublisher bus,
    FaultBoard faults,
    SandboxCounters counters) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);

    /// <summary>For the start: the directory is empty already.</summary>
    public async Task LoadAsync(CancellationToken stop)
    {
        catalogue.Load(world);
        shelf.Load(world.Images);
        kojiTasks.Load(world.Images);
        kojiBuilds.Load(world.Images);
        kojiSubmission.Load(world);
        runner.Load(world);
        composes.Load(world.Images);
        advisories.Load(world.Images);
        await repositories.LoadAsync(world, stop);
    }

    public async Task ResetAsync(CancellationToken stop)
    {
        await _one.WaitAsync(stop);
        try
        {
            faults.ClearAll();
            await runner.StopAsync();
            await composeRunner.StopAsync();
            behaviours.Clear();
            await kojiRunner.StopAsync();
            kojiSessions.Clear();
            builds.Clear();
            directory.Empty();
            await LoadAsync(stop);
            bus.Clear();
            counters.Clear();
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();
}
