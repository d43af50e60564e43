using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Rebuilding.Commands;

namespace Freshmaker.Host.Rebuilding.Reconciling;

/// <summary>
/// Compares the running module builds of all open rebuilds with MBS, whatever their age and whatever else their rebuilds do. MBS answers about one build at
/// a time, so a pass ends early when it seems to be away; the next begins with those that were not asked about for longest.
/// </summary>
public sealed class ModulesInFlight(IModuleBuildSystem mbs, FoundModuleBuild found, RepairBus bus, Silence silence, ILogger<ModulesInFlight> logger)
{
    /// <summary>Times in a row that MBS must not know a running build before it is given up.</summary>
    const int UnknownBeforeLost = 5;

    /// <summary>Calls in a row that MBS may leave without an answer before it is left alone until the next pass.</summary>
    const int FaultsInARow = 3;

    readonly Dictionary<long, int> _unknown = [];

    /// <summary>By MBS's id: the pass that asked about a build last.</summary>
    readonly Dictionary<long, long> _asked = [];
    long _pass;

    public async Task CompareAsync(IReadOnlyCollection<Rebuild> open, CancellationToken ct)
    {
        // Several rebuilds can wait for one build.
        var running = open.SelectMany(r => r.Builds.Values
            .Where(b => b is { Phase: BuildPhase.Building, Planned.Recipe: ModuleRecipe, ExternalId: > 0 })
            .Select(b => (Rebuild: r, Build: b))).ToLookup(x => x.Build.ExternalId!.Value);
        foreach (var gone in _asked.Keys.Where(id => !running.Contains(id)).ToList())
        {
            _asked.Remove(gone);
            _unknown.Remove(gone);
        }

        _pass++;
        var faults = 0;
        foreach (var waiting in running.OrderBy(w => _asked.GetValueOrDefault(w.Key)).ThenBy(w => w.Key))
        {
            _asked[waiting.Key] = _pass;
            try
            {
                await CompareAsync(waiting.Key, [.. waiting], await mbs.GetAsync(waiting.Key, ct));
                faults = 0;
            }
            catch (OutsideFault fault)
            {
                logger.LogWarning("MBS could not be asked about build {ExternalId}: {Text}", waiting.Key, fault.Text);
                if (++faults == FaultsInARow)
                    break;
            }
        }
    }

    async Task CompareAsync(long id, IReadOnlyList<(Rebuild Rebuild, BuildStatus Build)> waiting, ModuleBuildProgress? now)
    {
        _unknown[id] = now is null ? _unknown.GetValueOrDefault(id) + 1 : 0;
        // One message tells all that wait for it.
        if (now is not null && waiting.Any(w => now.State > (w.Build.Observed ?? ModuleBuildState.Init)))
        {
            logger.LogWarning("MBS build {ExternalId} is {State} but its message did not come; taking it from MBS", id, now.State);
            await bus.SendAsync(found.AsMessage(now));
            return;
        }

        foreach (var (rebuild, build) in waiting)
        {
            using var name = Serilog.Context.LogContext.PushProperty("RebuildId", rebuild.Id);
            if (now is not null)
            {
                await silence.NoticeAsync(rebuild, build, "MBS");
            }
            else if (_unknown[id] >= UnknownBeforeLost)
            {
                logger.LogWarning("MBS does not know build {ExternalId} any more; it is given up", id);
                await bus.SendAsync(new RecordLostBuild(rebuild.Id, build.Planned.Key, "MBS", id));
            }
        }
    }
}
