using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Rebuilding.Commands;

namespace Freshmaker.Host.Rebuilding.Reconciling;

/// <summary>Asks MBS about running module builds.</summary>
public sealed class ModulesInFlight(IModuleBuildSystem mbs, FoundModuleBuild found, RepairBus bus, ILogger<ModulesInFlight> logger)
{
    /// <summary>Times in a row that MBS must not know a running build before it is given up.</summary>
    const int UnknownBeforeLost = 5;

    readonly Dictionary<long, int> _unknown = [];

    /// <summary>Compares what a rebuild thinks with what MBS says.</summary>
    /// <param name="patience">How many calls MBS may leave without an answer.</param>
    /// <returns>How often it did not answer.</returns>
    public async Task<int> CompareAsync(Rebuild rebuild, int patience, CancellationToken ct)
    {
        var faults = 0;
        foreach (var build in rebuild.Builds.Values.Where(b => b is { Phase: BuildPhase.Building, Planned.Recipe: Domain.Planning.ModuleRecipe, ExternalId: not null }))
        {
            var id = build.ExternalId!.Value;
            try
            {
                var now = await mbs.GetAsync(id, ct);
                _unknown[id] = now is null ? _unknown.GetValueOrDefault(id) + 1 : 0;
                if (now?.State > (build.Observed ?? ModuleBuildState.Init))
                {
                    logger.LogWarning("MBS build {ExternalId} is {State} but its message did not come; taking it from MBS", id, now.State);
                    await bus.SendAsync(found.AsMessage(now));
                }
                else if (_unknown[id] >= UnknownBeforeLost)
                {
                    logger.LogWarning("MBS does not know build {ExternalId} any more; it is given up", id);
                    await bus.SendAsync(new RecordLostBuild(rebuild.Id, build.Planned.Key, "MBS", id));
                }
            }
            catch (OutsideFault fault)
            {
                logger.LogWarning("MBS could not be asked about build {ExternalId}: {Text}", id, fault.Text);
                if (++faults == patience)
                    break;
            }
        }

        return faults;
    }
}
