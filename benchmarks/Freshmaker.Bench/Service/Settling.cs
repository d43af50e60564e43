using Freshmaker.Projections;

namespace Freshmaker.Bench.Service;

/// <summary>Waiting until the service has nothing left to do.</summary>
static class Settling
{
    static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <summary>Until no rebuild is open and every read model has seen every event.</summary>
    public static async Task UntilSettledAsync(this ServiceSpace space, CancellationToken ct)
    {
        while (await space.AskAsync<bool>($"select exists (select from {space.Settings.Schema}.mt_doc_openrebuild)", ct))
            await Task.Delay(Look, ct);
        await space.UntilProjectedAsync(ct);
    }

    public static async Task UntilProjectedAsync(this ServiceSpace space, CancellationToken ct)
    {
        var schema = space.Settings.Schema;
        var shards = string.Join(", ", ReadModels.Names.Select(name => $"'{name}:All'"));
        while (await space.AskAsync<long>(
            $"""
            select count(*) from {schema}.mt_event_progression
            where name in ({shards}) and last_seq_id >= (select coalesce(max(seq_id), 0) from {schema}.mt_events)
            """,
            ct) < ReadModels.Names.Count)
        {
            await Task.Delay(Look, ct);
        }
    }
}
