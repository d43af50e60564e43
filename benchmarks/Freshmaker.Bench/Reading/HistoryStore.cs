using System.Diagnostics;
using Freshmaker.Bench.Measuring;
using Freshmaker.Bench.Service;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Publishing;
using JasperFx.Events;
using Marten;
using Microsoft.Extensions.DependencyInjection;

namespace Freshmaker.Bench.Reading;

/// <summary>Fills the service's event store before the service starts.</summary>
static class HistoryStore
{
    /// <summary>Events that are copied at once.</summary>
    const int AtOnce = 40_000;

    public static async Task FillAsync(ServiceSpace space, IEnumerable<PastStream> streams, CancellationToken ct)
    {
        await using var app = ServiceInProcess.Build(space); // never started: only its store is wanted
        var store = app.Services.GetRequiredService<IDocumentStore>();
        await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();
        var registry = (IEventRegistry)store.Options.Events;
        var begin = Stopwatch.GetTimestamp();
        var (batch, waiting, rebuilds, events) = (new List<StreamAction>(), 0, 0, 0L);
        foreach (var stream in streams)
        {
            batch.Add(StreamOf(registry, stream));
            waiting += stream.Events.Count;
            if (waiting >= AtOnce)
                await CopyAsync();
        }

        await CopyAsync();
        var time = Stopwatch.GetElapsedTime(begin);
        Progress.Say($"history: {rebuilds} rebuilds, {events} events, decided and copied in {time.TotalSeconds:0.0} s ({events / time.TotalSeconds:0} events/s)");

        // All of this was told long ago: else the service would begin by telling the bus about every rebuild.
        await using var told = space.Database.CreateCommand(
            $"""
            insert into {space.Settings.Schema}.mt_event_progression (name, last_seq_id)
            select $1, max(seq_id) from {space.Settings.Schema}.mt_events
            """);
        told.Parameters.Add(new() { Value = $"{StateChangePublisher.SubscriptionName}:All" });
        await told.ExecuteNonQueryAsync(ct);

        async Task CopyAsync()
        {
            await store.BulkInsertEventsAsync(batch, cancellation: ct);
            (rebuilds, events, waiting) = (rebuilds + batch.Count, events + waiting, 0);
            batch.Clear();
        }
    }

    static StreamAction StreamOf(IEventRegistry registry, PastStream rebuild)
    {
        var stream = StreamAction.Start(registry, rebuild.Id, [.. rebuild.Events]);
        stream.AggregateType = typeof(Rebuild);
        foreach (var e in stream.Events)
            e.Timestamp = rebuild.At;
        return stream;
    }
}
