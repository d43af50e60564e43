using System.Collections.Concurrent;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Operations;
using Marten;

namespace Freshmaker.Host.Rebuilding.Outside;

/// <summary>What all work on the outside has in common: it is done only while it is owed, and however it goes wrong, the rebuild hears of it.</summary>
public sealed class OutsideStep(
    RebuildStore rebuilds, IDocumentStore store, WorkLocks locks, BuildOptions options, IHostApplicationLifetime lifetime, ILogger<OutsideStep> logger)
{
    readonly ConcurrentDictionary<Work, bool> _underWay = new();
    readonly ConcurrentDictionary<string, bool> _held = new();

    /// <summary>How long one try may take: less than a message may (<see cref="Composition.LongestMessage"/>), so that what came of it can still be sent.</summary>
    public TimeSpan Patience { get; init; } = Composition.LongestMessage - TimeSpan.FromMinutes(1);

    /// <summary>
    /// The result as a command; null when the work is no longer owed (it was ordered twice, or the rebuild went on), when another node is doing it, or when it
    /// may not be done now.
    /// </summary>
    /// <param name="onFault">What to do about a fault that may pass, of the outside or of our own.</param>
    /// <param name="onDefect">What to do about a defect of ours; null: the same.</param>
    /// <exception cref="Exception">The database is away. Nothing could be recorded, so whoever ordered the work keeps the order.</exception>
    public async Task<IRebuildCommand?> DoAsync(
        Work work, Func<Rebuild, CancellationToken, Task<IRebuildCommand>> act, Func<Fault, IRebuildCommand> onFault, CancellationToken ct,
        Func<Fault, IRebuildCommand>? onDefect = null)
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
            return turn is null ? null : await ActAsync(work, rebuild, act, onFault, onDefect ?? onFault, ct);
        }
        finally
        {
            _underWay.TryRemove(work, out _);
        }
    }

    /// <summary>Whether work is owed now: the rebuild may have gone on since the step looked at it.</summary>
    public async Task<bool> IsOwedAsync(Work work, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        return RebuildProcess.Owes(await rebuilds.ReadAsync(session, work.RebuildId, ct), work);
    }

    /// <summary>A rebuild that was opened before dry runs were switched on changes nothing outside now. The start without the option orders its work again.</summary>
    bool IsHeld(Rebuild rebuild, Work work) => options.DryRun && !rebuild.DryRun && work is not (PlanWithHandler or VerifyImage);

    async Task<IRebuildCommand> ActAsync(
        Work work, Rebuild rebuild, Func<Rebuild, CancellationToken, Task<IRebuildCommand>> act, Func<Fault, IRebuildCommand> onFault,
        Func<Fault, IRebuildCommand> onDefect, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            return await act(rebuild, patience.Token);
        }
        catch (OutsideFault fault)
        {
            logger.LogWarning(fault, "{Work} of {RebuildId} failed in attempt {Attempt}", work.GetType().Name, work.RebuildId, work.Attempt);
            return onFault(fault.ToFault());
        }
        catch (Exception e) when (!lifetime.ApplicationStopping.IsCancellationRequested && !Outage.IsOfDatabase(e))
        {
            // Not foreseen, or longer than any work may take. The budget of retries ends it, with an event, instead of trying for ever without one.
            logger.LogError(e, "{Work} of {RebuildId} broke in attempt {Attempt}", work.GetType().Name, work.RebuildId, work.Attempt);
            var text = patience.IsCancellationRequested ? $"it took longer than {Patience}" : $"{e.GetType().Name}: {e.Message}";
            var fault = new Fault("Freshmaker", work.GetType().Name, text);
            return Outage.IsPassing(e) ? onFault(fault) : onDefect(fault);
        }
    }
}
