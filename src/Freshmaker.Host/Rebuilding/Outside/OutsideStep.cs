using System.Collections.Concurrent;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Rebuilds;
using Marten;

namespace Freshmaker.Host.Rebuilding.Outside;

/// <summary>What all work on the outside has in common: it is done only while it is owed, and however it goes wrong, the rebuild hears of it.</summary>
public sealed class OutsideStep(
    RebuildStore rebuilds, IDocumentStore store, WorkLocks locks, BuildOptions options, IHostApplicationLifetime lifetime, ILogger<OutsideStep> logger)
{
    /// <summary>The system of a fault that is our own defect.</summary>
    public const string Ourselves = "Freshmaker";

    readonly ConcurrentDictionary<Work, bool> _underWay = new();
    readonly ConcurrentDictionary<string, bool> _held = new();

    /// <summary>
    /// The result as a command; null when the work is no longer owed (it was ordered twice, or the rebuild went on), when another node is doing it, or when it
    /// may not be done now.
    /// </summary>
    public async Task<IRebuildCommand?> DoAsync(
        Work work, Func<Rebuild, CancellationToken, Task<IRebuildCommand>> act, Func<Fault, IRebuildCommand> onFault, CancellationToken ct)
    {
        Rebuild rebuild;
        await using (var session = store.QuerySession())
            rebuild = await rebuilds.ReadAsync(session, work.RebuildId, ct);
        if (!RebuildProcess.Owes(rebuild, work))
            return null;
        if (IsHeld(rebuild, work))
        {
            if (_held.TryAdd(rebuild.Id, true))
                logger.LogWarning("Rebuild {RebuildId} is no dry run, and Freshmaker:DryRun is on: what it would change outside waits until that is off", rebuild.Id);
            return null;
        }

        // Ordered again while it still waits for its answer, here or (the lock) on another node: one of the two is enough.
        if (!_underWay.TryAdd(work, true))
            return null;
        try
        {
            await using var turn = await locks.TryTakeAsync(work, ct);
            return turn is null ? null : await ActAsync(work, rebuild, act, onFault, ct);
        }
        finally
        {
            _underWay.TryRemove(work, out _);
        }
    }

    /// <summary>A rebuild that was opened before dry runs were switched on changes nothing outside now. The start without the option orders its work again.</summary>
    bool IsHeld(Rebuild rebuild, Work work) => options.DryRun && !rebuild.DryRun && work is not (PlanWithHandler or VerifyImage);

    async Task<IRebuildCommand> ActAsync(
        Work work, Rebuild rebuild, Func<Rebuild, CancellationToken, Task<IRebuildCommand>> act, Func<Fault, IRebuildCommand> onFault, CancellationToken ct)
    {
        try
        {
            return await act(rebuild, ct);
        }
        catch (OutsideFault fault)
        {
            logger.LogWarning(fault, "{Work} of {RebuildId} failed in attempt {Attempt}", work.GetType().Name, work.RebuildId, work.Attempt);
            return onFault(fault.ToFault());
        }
        catch (Exception e) when (!lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Not foreseen, or longer than any work may take. The budget of retries ends it, with an event, instead of trying for ever without one.
            logger.LogError(e, "{Work} of {RebuildId} broke in attempt {Attempt}", work.GetType().Name, work.RebuildId, work.Attempt);
            return onFault(new(Ourselves, work.GetType().Name, $"{e.GetType().Name}: {e.Message}"));
        }
    }
}
