using Freshmaker.Bench.Intake;
using Freshmaker.Bench.Measuring;
using Freshmaker.Bench.Service;
using Freshmaker.Domain.Rebuilds;

namespace Freshmaker.Bench.Rebuilding;

/// <summary>A failure with all that it blocks, decided and stored as one step, against a plain transaction that inserts as many rows one by one.</summary>
static class CascadeBenchmark
{
    public const string Wide = "cascade-1000";
    public const string Deep = "cascade-deep";

    public static async Task RunAsync(BenchContext context)
    {
        await using var space = await ServiceSpace.CreateAsync(context);
        await using var steps = await Steps.CreateAsync(space);
        for (var i = 0; i < 3; i++)
        {
            await FailRootAsync(steps, UnderWay.Fan(50), context.Stopping);
            await InsertBaseline.OneTransactionAsync(space, 50, context.Stopping);
        }

        if (context.Options.Wants(Wide))
        {
            var dependants = context.Options.Count(1_000, 100);
            context.Report.Add(Figure.Of(Wide, "ms", aim: 3, Better.Lower, await Rounds.RunAsync(
                context, Wide,
                ct => FailRootAsync(steps, UnderWay.Fan(dependants), ct),
                ct => InsertBaseline.OneTransactionAsync(space, dependants, ct))));
        }

        if (context.Options.Wants(Deep))
        {
            var depth = context.Options.Count(10_000, 1_000);
            context.Report.Add(Figure.Of(Deep, "ms", aim: null, Better.Lower, await Rounds.RunAsync(
                context, Deep,
                ct => FailRootAsync(steps, UnderWay.Chain(depth), ct),
                ct => InsertBaseline.OneTransactionAsync(space, depth, ct))));
        }
    }

    static async Task<double> FailRootAsync(Steps steps, UnderWay rebuild, CancellationToken ct)
    {
        await steps.StoreAsync(rebuild, ct);
        var builds = rebuild.Decision.After.Builds;
        var root = builds.Values.Single(b => b.Phase == BuildPhase.Submitting).Planned.Key;
        // The failure, a block for each of the others, and the end of the rebuild.
        return await steps.TakeAsync(rebuild.Id, r => r.RecordRefusal(root, "Koji", "unknown target"), 1 + (builds.Count - 1) + 1, ct);
    }
}
