using Freshmaker.Bench.Measuring;
using Freshmaker.Bench.Service;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Rebuilds;

namespace Freshmaker.Bench.Rebuilding;

/// <summary>News of one task, recorded in a rebuild of 5,000 builds, against the same in rebuilds of 10.</summary>
static class TransitionGrowthBenchmark
{
    public const string Name = "transition-growth";

    static readonly TaskState[] News = [TaskState.Assigned, TaskState.Open, TaskState.Closed];

    public static async Task RunAsync(BenchContext context)
    {
        await using var space = await ServiceSpace.CreateAsync(context);
        await using var steps = await Steps.CreateAsync(space);
        var (perRound, warmUp) = (context.Options.Count(400, 40), context.Options.Count(200, 20));
        var needed = warmUp + (perRound * context.Options.Rounds);
        Progress.Say($"{Name}: storing the rebuilds");
        var large = await PrepareAsync(steps, 1, context.Options.Count(5_000, 500), context.Stopping);
        var small = await PrepareAsync(steps, (needed / News.Length / 10) + 1, 10, context.Stopping);

        for (var i = 0; i < warmUp; i++)
        {
            await large.Dequeue()(context.Stopping);
            await small.Dequeue()(context.Stopping);
        }

        var runs = new List<Pair>();
        for (var round = 1; round <= context.Options.Rounds; round++)
        {
            // In turns, step by step: the machine is the same for both.
            var (ofLarge, ofSmall) = (new double[perRound], new double[perRound]);
            for (var i = 0; i < perRound; i++)
                (ofLarge[i], ofSmall[i]) = (await large.Dequeue()(context.Stopping), await small.Dequeue()(context.Stopping));
            runs.Add(new(Figure.Median(ofLarge), Figure.Median(ofSmall)));
            Progress.Say($"{Name}: round {round} of {context.Options.Rounds}: {runs[^1].Value:0.###} ms against {runs[^1].Baseline:0.###} ms ({runs[^1].Value / runs[^1].Baseline:0.###})");
        }

        context.Report.Add(Figure.Of(Name, "ms", aim: 1.3, Better.Lower, runs));
    }

    /// <summary>Stores rebuilds and lists what can be told of their tasks: to each build in turn, rebuild by rebuild.</summary>
    static async Task<Queue<Func<CancellationToken, Task<double>>>> PrepareAsync(Steps steps, int rebuilds, int builds, CancellationToken ct)
    {
        var made = Enumerable.Range(0, rebuilds).Select(_ => UnderWay.Building(builds)).ToList();
        foreach (var rebuild in made)
            await steps.StoreAsync(rebuild, ct);
        return new(
            from state in News
            from place in Enumerable.Range(0, builds)
            from rebuild in made
            let build = rebuild.Decision.After.Builds.Values.ElementAt(place)
            select (Func<CancellationToken, Task<double>>)(token => steps.TakeAsync(
                rebuild.Id, r => r.RecordTask(build.Planned.Key, new(build.ExternalId!.Value, state)), 1, token)));
    }
}
