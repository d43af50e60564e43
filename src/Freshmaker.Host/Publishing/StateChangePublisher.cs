using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Bus;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Marten;
using Marten.Subscriptions;

namespace Freshmaker.Host.Publishing;

/// <summary>
/// Tells the bus of every real state change, after its commit, in the order of history. It follows the event store on exactly one node; how far
/// it is, is stored only when the broker has confirmed everything up to there. That is the outbox: a crash repeats the end of what was told, with
/// the same ids, and loses nothing (docs/decisions/0005-outgoing-messages.md).
/// </summary>
/// <remarks>
/// Name and version are for ever: they name the stored position, and another name or version begins at the first event and tells all of history
/// again. For the same reason it does not begin "from the present": it is as old as the store, so there is nothing to leave out, and what is
/// recorded between the first start of the service and the first start of this would never be told.
/// </remarks>
public sealed class StateChangePublisher : SubscriptionBase, IDisposable
{
    public const string SubscriptionName = "state-changes";

    /// <summary>How long what is under way may take when the service stops; then it is told again after the next start.</summary>
    static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    readonly BusPublisher _bus;
    readonly BusOptions _options;
    readonly CancellationToken _stopped;
    readonly RebuildViews _views = new();
    readonly SemaphoreSlim _one = new(1, 1);

    public StateChangePublisher(BusPublisher bus, BusOptions options, IHostApplicationLifetime lifetime, TimeProvider clock)
    {
        Name = SubscriptionName;
        Version = 1;
        _bus = bus;
        _options = options;
        var stop = new CancellationTokenSource(); // lives as long as the process
        _stopped = stop.Token;
        // The daemon lets a page finish before it stops, and while the broker is away a page does not finish.
        lifetime.ApplicationStopping.Register(() => _ = CancelLaterAsync());

        async Task CancelLaterAsync()
        {
            await Task.Delay(Grace, clock);
            await stop.CancelAsync();
        }
    }

    public override async Task<IChangeListener> ProcessEventsAsync(
        EventRange page, ISubscriptionController controller, IDocumentOperations operations, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopped);
        var ct = stop.Token;
        // An agent that was torn off in the middle of a page may still be here when its successor begins.
        await _one.WaitAsync(ct);
        try
        {
            await _bus.PublishAsync(await MessagesOfAsync(page, operations, ct), ct);
            return NullChangeListener.Instance;
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            // The daemon takes a cancellation for its own and goes on with the next page; this one was not.
            throw new TimeoutException($"Telling of the events up to {page.SequenceCeiling} took too long", e);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    async Task<List<OutgoingMessage>> MessagesOfAsync(EventRange page, IDocumentOperations operations, CancellationToken ct)
    {
        var messages = new List<OutgoingMessage>();
        foreach (var e in page.Events)
        {
            if (e.Data is not IRebuildEvent)
                continue;
            var (before, after) = await _views.ApplyAsync(operations, e, ct);
            messages.AddRange(StateChange.Between(before, after, e.Timestamp).SelectMany(c => OutgoingMessage.Of(c, _options.PublishPrefix)));
        }

        return messages;
    }
}
