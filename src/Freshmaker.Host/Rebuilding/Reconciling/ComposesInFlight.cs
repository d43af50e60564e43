using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Rebuilding.Commands;

namespace Freshmaker.Host.Rebuilding.Reconciling;

/// <summary>Compares the composes that open rebuilds wait for with ODCS.</summary>
public sealed class ComposesInFlight(IComposes odcs, RepairBus bus, Silence silence, ILogger<ComposesInFlight> logger)
{
    public async Task CompareAsync(IReadOnlyCollection<Rebuild> open, CancellationToken ct)
    {
        var waited = open.SelectMany(r => r.Composes
            .Where(c => c.Value is { Phase: ComposePhase.Underway, Id: > 0 })
            .Select(c => (Rebuild: r, c.Key, Compose: c.Value, Id: c.Value.Id!.Value))).ToList();
        if (waited.Count == 0)
            return;
        try
        {
            var now = await odcs.LookAsync([.. waited.Select(w => w.Id).Distinct()], ct);
            foreach (var (rebuild, key, compose, id) in waited)
            {
                using var name = Serilog.Context.LogContext.PushProperty("RebuildId", rebuild.Id);
                if (now.Faults.TryGetValue(id, out var odd))
                {
                    logger.LogWarning("ODCS could not say how compose {ComposeId} of {RebuildId} is ({Text}); the others go on", id, rebuild.Id, odd.Text);
                    await silence.NoticeAsync(rebuild, key, compose);
                    continue;
                }

                // What ODCS does not know any more was removed, and long ago.
                var told = now.Composes.GetValueOrDefault(id) ?? new(id, ComposeState.Removed, null, null, null, null);
                if (told.IsUnderWay)
                {
                    await silence.NoticeAsync(rebuild, key, compose);
                    continue;
                }

                logger.LogWarning("Compose {ComposeId} of {RebuildId} is {State} but its message did not come; taking it from ODCS", id, rebuild.Id, told.State);
                await bus.SendAsync(new RecordCompose(rebuild.Id, key, told), $"reconciled/odcs/{id}/{told.State}");
            }
        }
        catch (OutsideFault fault)
        {
            logger.LogWarning("ODCS could not be asked about {Waited} composes: {Text}", waited.Count, fault.Text);
        }
    }
}
