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
    const int AtOnce = 5_000;

    public static async Task FillAsync(ServiceSpace space, int rebuilds, CancellationToken ct)
    {
        await using var app = ServiceInProcess.Build(space); // never started: only its store is wanted
        var store = app.Services.GetRequiredService<IDocumentStore>();
        await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();
        var registry = (IEventRegistry)store.Options.Events;
        var history = new History(space.Settings.Policy);
        foreach (var numbers in Enumerable.Range(0, rebuilds).Chunk(AtOnce))
        {
            await store.BulkInsertEventsAsync([.. numbers.Select(n => StreamOf(registry, history.Rebuild(n)))], cancellation: ct);
            if (numbers[^1] % 25_000 == 24_999)
                Progress.Say($"history: {numbers[^1] + 1} rebuilds");
        }

        // All of this was told long ago: else the service would begin by telling the bus about every rebuild.
        await using var told = space.Database.CreateCommand(
            $"""
            insert into {space.Settings.Schema}.mt_event_progression (name, last_seq_id)
            select $1, max(seq_id) from {space.Settings.Schema}.mt_events
            """);
        told.Parameters.Add(new() { Value = $"{StateChangePublisher.SubscriptionName}:All" });
        await told.ExecuteNonQueryAsync(ct);
    }

    static StreamAction StreamOf(IEventRegistry registry, (string Id, DateTimeOffset At, IReadOnlyList<IRebuildEvent> Events) rebuild)
    {
        var stream = StreamAction.Start(registry, rebuild.Id, [.. rebuild.Events]);
        stream.AggregateType = typeof(Rebuild);
        foreach (var e in stream.Events)
            e.Timestamp = rebuild.At;
        return stream;
    }
}
