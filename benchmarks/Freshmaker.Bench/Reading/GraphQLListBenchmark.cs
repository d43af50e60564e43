using Freshmaker.Bench.Measuring;
using Freshmaker.Bench.Processes;
using Freshmaker.Bench.Service;

namespace Freshmaker.Bench.Reading;

/// <summary>A list among 100,000 rebuilds, from the service's own process; against the same rows by SQL.</summary>
static class GraphQLListBenchmark
{
    public const string P50 = "graphql-list-p50";
    public const string P95 = "graphql-list-p95";

    public static async Task RunAsync(BenchContext context)
    {
        var (options, ct) = (context.Options, context.Stopping);
        var rebuilds = options.Count(100_000, 2_000);
        await using var space = await ServiceSpace.CreateAsync(context);
        Progress.Say($"graphql-list: making a history of {rebuilds} rebuilds");
        var history = new History(space.Settings.Policy);
        await HistoryStore.FillAsync(space, Enumerable.Range(0, rebuilds).Select(history.Rebuild), ct);

        Progress.Say("graphql-list: starting the service, which projects them");
        await using var host = await ServedProcess.StartHostAsync(space.Keys, ct);
        await space.UntilProjectedAsync(ct);
        await using (var analyze = space.Database.CreateCommand($"vacuum analyze {space.Settings.ViewsSchema}.rebuilds"))
            await analyze.ExecuteNonQueryAsync(ct);

        var list = new RebuildList(space, host.Http);
        await list.CheckAsync(ct);
        Progress.Say("graphql-list: warming up");
        await Turns.TakeAsync(options.Count(1_500, 50), (_, ct) => list.ByGraphQLAsync(ct), (_, ct) => list.BySqlAsync(ct), ct);

        var (p50, p95) = (new List<Pair>(), new List<Pair>());
        for (var round = 1; round <= options.Rounds; round++)
        {
            var (graphQL, sql) = await Turns.TakeAsync(options.Count(1_000, 50), (_, ct) => list.ByGraphQLAsync(ct), (_, ct) => list.BySqlAsync(ct), ct);
            p50.Add(new(Turns.Percentile(graphQL, 0.50), Turns.Percentile(sql, 0.50)));
            p95.Add(new(Turns.Percentile(graphQL, 0.95), Turns.Percentile(sql, 0.95)));
            Progress.Say(
                $"graphql-list: round {round} of {options.Rounds}: p50 {p50[^1].Value:0.00} against {p50[^1].Baseline:0.00} ms, "
                + $"p95 {p95[^1].Value:0.00} against {p95[^1].Baseline:0.00} ms");
        }

        if (options.Wants(P50))
            context.Report.Add(Figure.Of(P50, "ms", aim: 3, Better.Lower, p50));
        if (options.Wants(P95))
            context.Report.Add(Figure.Of(P95, "ms", aim: 3, Better.Lower, p95));
    }
}
