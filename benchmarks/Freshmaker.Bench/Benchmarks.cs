using Freshmaker.Bench.Intake;
using Freshmaker.Bench.Processes;
using Freshmaker.Bench.Reading;

namespace Freshmaker.Bench;

/// <summary>All benchmarks, in the order they run. One may give several figures.</summary>
static class Benchmarks
{
    static readonly (string[] Figures, Func<BenchContext, Task> RunAsync)[] All =
    [
        ([IntakeBenchmark.Relevant, IntakeBenchmark.Irrelevant], IntakeBenchmark.RunAsync),
        ([GraphQLListBenchmark.P50, GraphQLListBenchmark.P95], GraphQLListBenchmark.RunAsync),
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
