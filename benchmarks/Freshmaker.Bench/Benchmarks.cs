using Freshmaker.Bench.Intake;
using Freshmaker.Bench.Planning;
using Freshmaker.Bench.Processes;
using Freshmaker.Bench.Reading;
using Freshmaker.Bench.Rebuilding;

namespace Freshmaker.Bench;

/// <summary>All benchmarks, in the order they run. One may give several figures.</summary>
static class Benchmarks
{
    static readonly (string[] Figures, Func<BenchContext, Task> RunAsync)[] All =
    [
        ([IntakeBenchmark.Relevant, IntakeBenchmark.Irrelevant], IntakeBenchmark.RunAsync),
        ([ForeignTaskBenchmark.Name], ForeignTaskBenchmark.RunAsync),
        ([PlanOrderBenchmark.Name, PlanOrderBenchmark.Numbers, PlanOrderBenchmark.Memory], PlanOrderBenchmark.RunAsync),
        ([PlanGrowthBenchmark.Name], PlanGrowthBenchmark.RunAsync),
        ([PolicyBenchmark.Name], PolicyBenchmark.RunAsync),
        ([TransitionGrowthBenchmark.Name], TransitionGrowthBenchmark.RunAsync),
        ([CascadeBenchmark.Wide, CascadeBenchmark.Deep], CascadeBenchmark.RunAsync),
        ([RebuildBenchmark.One, RebuildBenchmark.SideBySide], RebuildBenchmark.RunAsync),
        ([InFlightMemoryBenchmark.Name], InFlightMemoryBenchmark.RunAsync),
        ([GraphQLListBenchmark.P50, GraphQLListBenchmark.P95], GraphQLListBenchmark.RunAsync),
        (AskingBenchmark.Figures, AskingBenchmark.RunAsync),
        ([StartupBenchmark.Name], StartupBenchmark.RunAsync),
        ([IdleMemoryBenchmark.Name], IdleMemoryBenchmark.RunAsync),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. All.SelectMany(b => b.Figures)];

    public static async Task RunAsync(BenchContext context)
    {
        foreach (var (figures, runAsync) in All)
        {
            if (figures.Any(context.Options.Wants))
                await runAsync(context);
        }
    }
}
