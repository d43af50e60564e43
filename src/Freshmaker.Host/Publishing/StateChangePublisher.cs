using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Bus;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Marten;
using Marten.Subscriptions;

namespace Freshmaker.Host.Publishing;

/// <summary>
/// Tells the bus of every real state change and of every order of a person, after its commit, in the order of history. It follows the event store on exactly one node; how far
/// it is, is stored only when the broker has confirmed everything up to there. That is the outbox: a crash repeats the end of what was told, with
/// the same ids, and loses nothing.
/// </summary>
/// <remarks>
/// Name and version are for ever: they name the stored position, and another name or version begins at the first event and tells all of history
/// again. For the same reason it does not begin "from the present": it is as old as the store, so there is nothing to leave out, and what is
/// recorded between the first start of the service and the first start of this would never be told.
/// </remarks>
public sealed class StateChangePublisher : SubscriptionBase, IDisposable
{
    public const string SubscriptionName = "state-changes";

    readonly BusPublisher _bus;
    readonly BusOptions _options;
    readonly BusMetrics _metrics;
    readonly RebuildViews _views = new();
    readonly SemaphoreSlim _one = new(1, 1);

    public StateChangePublisher(BusPublisher bus, BusOptions options, BusMetrics metrics)
    {
        Name = SubscriptionName;
        Version = 1;
        (_bus, _options, _metrics) = (bus, options, metrics);
    }

    /// <summary>Tells of a page, however long the broker is away; the daemon cancels what does not end when it stops.</summary>
    public override async Task<IChangeListener> ProcessEventsAsync(
        EventRange page, ISubscriptionController controller, IDocumentOperations operations, CancellationToken cancellationToken)
    {
        // An agent that was torn off in the middle of a page may still be here when its successor begins.
        await _one.WaitAsync(cancellationToken);
        try
        {
            var (messages, changes) = await ReadAsync(page, operations, cancellationToken);
            await _bus.PublishAsync(messages, cancellationToken);
            foreach (var change in changes)
                Count(change);
            return NullChangeListener.Instance;
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
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

    async Task<(List<OutgoingMessage> Messages, List<StateChange> Changes)> ReadAsync(EventRange page, IDocumentOperations operations, CancellationToken ct)
    {
        var (messages, changes) = (new List<OutgoingMessage>(), new List<StateChange>());
        foreach (var e in page.Events)
        {
            if (e.Data is not IRebuildEvent)
                continue;
            var (before, after) = await _views.ApplyAsync(operations, e, ct);
            var made = StateChange.Between(before, after, e.Timestamp).ToList();
            messages.AddRange(OutgoingMessage.OfOrder(after, e, _options.PublishPrefix));
            messages.AddRange(made.SelectMany(c => OutgoingMessage.Of(c, _options.PublishPrefix)));
            changes.AddRange(made);
        }

        return (messages, changes);
    }

    void Count(StateChange change)
    {
        var rebuild = change.After.State;
        if (change.Build is { } build)
            _metrics.CountTold("build", rebuild.Builds[build].Phase.ToState().ToString());
        else
            _metrics.CountTold("rebuild", rebuild.State.ToString());
    }
}
