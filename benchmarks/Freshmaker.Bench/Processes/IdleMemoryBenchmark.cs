using Freshmaker.Bench.Measuring;
using Freshmaker.Bench.Service;

namespace Freshmaker.Bench.Processes;

/// <summary>Resident memory after a minute of nothing to do; against an empty ASP.NET application.</summary>
static class IdleMemoryBenchmark
{
    public const string Name = "idle-memory";

    const double Megabyte = 1024 * 1024;

    public static async Task RunAsync(BenchContext context)
    {
        await using var space = await ServiceSpace.CreateAsync(context);
        var idle = TimeSpan.FromSeconds(context.Options.Count(60, 3));
        var runs = new List<Pair>();
        for (var round = 1; round <= context.Options.Rounds; round++)
        {
            Progress.Say($"{Name}: round {round} of {context.Options.Rounds}: both idle for {idle.TotalSeconds} s");
            await using var host = await ServedProcess.StartHostAsync(space.Keys, context.Stopping);
            await using var empty = await ServedProcess.StartEmptyAppAsync(context.Stopping);
            await Task.Delay(idle, context.Stopping);
            runs.Add(new(host.ResidentBytes / Megabyte, empty.ResidentBytes / Megabyte));
            Progress.Say($"{Name}: {runs[^1].Value:0} MB against {runs[^1].Baseline:0} MB");
        }

        context.Report.Add(Figure.Of(Name, "MB", aim: null, Better.Lower, runs));
    }
}
