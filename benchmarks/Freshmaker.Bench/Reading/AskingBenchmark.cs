using System.Diagnostics;
using Freshmaker.Bench.Measuring;
using Freshmaker.Bench.Processes;
using Freshmaker.Bench.Service;

namespace Freshmaker.Bench.Reading;

/// <summary>What people and their tools ask of a large history, against the same by SQL; first one by one, then by many at once.</summary>
static class AskingBenchmark
{
    public const string ListDepth = "list-depth", TimelineDepth = "timeline-depth", RestDepth = "rest-events-depth", MixedP99 = "mixed-p99", MixedRate = "mixed-rate";

    const int Clients = 50;

    /// <summary>Until the runtime has compiled what a question runs through for good, which it does in the background, later the busier the machine is.</summary>
    static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);

    static readonly string[] Asked =
    [
        Questions.ListFirst, Questions.ListDeep, Questions.ByNvr, Questions.ByName, Questions.ByBuildName, Questions.Why, Questions.Graph,
        Questions.TimelineFirst, Questions.TimelineDeep, Questions.RestFirst, Questions.RestDeep,
    ];

    /// <summary>A deep page against the first one, both by the service: no list may cost more the deeper one looks.</summary>
    static readonly (string Figure, string Deep, string First)[] Depths =
        [(ListDepth, Questions.ListDeep, Questions.ListFirst), (TimelineDepth, Questions.TimelineDeep, Questions.TimelineFirst), (RestDepth, Questions.RestDeep, Questions.RestFirst)];

    public static string[] Figures { get; } = [.. Asked.SelectMany(name => (string[])[$"{name}-p50", $"{name}-p95"]), .. Depths.Select(d => d.Figure), MixedP99, MixedRate];

    public static async Task RunAsync(BenchContext context)
    {
        var (options, ct) = (context.Options, context.Stopping);
        var rebuilds = options.Count(20_000, 500, 200_000);
        await using var space = await ServiceSpace.CreateAsync(context);
        Progress.Say($"reading: making a history of {rebuilds} rebuilds");
        await HistoryStore.FillAsync(space, new LargeHistory(rebuilds, largest: options.Count(2_000, 200)).Streams(), ct);

        Progress.Say("reading: starting the service, which projects them");
        var begin = Stopwatch.GetTimestamp();
        await using var host = await ServedProcess.StartHostAsync(space.Keys, ct);
        await space.UntilProjectedAsync(ct);
        Progress.Say($"reading: projected in {Stopwatch.GetElapsedTime(begin).TotalSeconds:0.0} s, the start of the process included; {host.ResidentBytes >> 20} MB resident");
        foreach (var table in (string[])["rebuilds", "rebuild_artifacts", "rebuild_cves", "builds", "timeline", "cascade"])
        {
            await using var analyze = space.Database.CreateCommand($"vacuum analyze {space.Settings.ViewsSchema}.{table}");
            analyze.CommandTimeout = 300;
            await analyze.ExecuteNonQueryAsync(ct);
        }

        var questions = (await Questions.AboutAsync(space, host.Http, depth: rebuilds / 2, ct)).All;
        foreach (var question in questions)
            await question.CheckAsync(ct);
        var byDepth = new Dictionary<string, List<double>>();
        foreach (var question in questions.Where(q => Wanted(options, q)))
            byDepth[question.Name] = await MeasureAsync(context, question);
        foreach (var (figure, deep, first) in Depths.Where(d => options.Wants(d.Figure)))
            context.Report.Add(Figure.Of(figure, "ms", aim: 2, Better.Lower, [.. byDepth[deep].Zip(byDepth[first], (d, f) => new Pair(d, f))]));
        if (options.Wants(MixedP99) || options.Wants(MixedRate))
            await MixAsync(context, questions, host);
    }

    static bool Wanted(BenchOptions options, Question question) => options.Wants(question.P50) || options.Wants(question.P95)
        || Depths.Any(d => options.Wants(d.Figure) && (d.Deep == question.Name || d.First == question.Name));

    /// <summary>The medians of the rounds.</summary>
    static async Task<List<double>> MeasureAsync(BenchContext context, Question question)
    {
        var (options, ct) = (context.Options, context.Stopping);
        var often = options.Count(question.Often, 5);
        await Turns.WarmUpAsync(options.Quick ? TimeSpan.Zero : WarmUp, question.Ask, question.Sql, ct);
        var (p50, p95) = (new List<Pair>(), new List<Pair>());
        for (var round = 1; round <= options.Rounds; round++)
        {
            var (service, sql) = await Turns.TakeAsync(often, question.Ask, question.Sql, ct);
            p50.Add(new(Turns.Percentile(service, 0.50), Turns.Percentile(sql, 0.50)));
            p95.Add(new(Turns.Percentile(service, 0.95), Turns.Percentile(sql, 0.95)));
            Progress.Say(
                $"{question.Name}: round {round} of {options.Rounds}: p50 {p50[^1].Value:0.00} against {p50[^1].Baseline:0.00} ms ({p50[^1].Value / p50[^1].Baseline:0.0}), "
                + $"p95 {p95[^1].Value:0.00} against {p95[^1].Baseline:0.00} ms");
        }

        if (options.Wants(question.P50))
            context.Report.Add(Figure.Of(question.P50, "ms", question.Aim, Better.Lower, p50));
        if (options.Wants(question.P95))
            context.Report.Add(Figure.Of(question.P95, "ms", question.Aim, Better.Lower, p95));
        return [.. p50.Select(p => p.Value)];
    }

    static async Task MixAsync(BenchContext context, IReadOnlyList<Question> questions, ServedProcess host)
    {
        var (options, ct) = (context.Options, context.Stopping);
        var duration = TimeSpan.FromSeconds(options.Count(60, 2));
        var (service, perSecond) = await MixedLoad.RunAsync(Clients, duration, [.. questions.Select(q => q.Ask)], ct);
        var (sql, sqlPerSecond) = await MixedLoad.RunAsync(Clients, duration, [.. questions.Select(q => (Func<int, CancellationToken, Task>)q.Sql)], ct);
        Progress.Say(
            $"mixed: {Clients} clients, {service.Length} answers without an error, {perSecond:0} a second against {sqlPerSecond:0}; p50 {Turns.Percentile(service, 0.5):0} against "
            + $"{Turns.Percentile(sql, 0.5):0}, p99 {Turns.Percentile(service, 0.99):0} against {Turns.Percentile(sql, 0.99):0} ms; {host.PeakResidentBytes >> 20} MB resident at most");
        if (options.Wants(MixedP99))
            context.Report.Add(Figure.Of(MixedP99, "ms", aim: null, Better.Lower, [new(Turns.Percentile(service, 0.99), Turns.Percentile(sql, 0.99))]));
        if (options.Wants(MixedRate))
            context.Report.Add(Figure.Of(MixedRate, "queries/s", aim: null, Better.Higher, [new(perSecond, sqlPerSecond)]));
    }
}
