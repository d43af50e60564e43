using Freshmaker.Bench.Measuring;
using Freshmaker.Bench.Service;

namespace Freshmaker.Bench.Processes;

/// <summary>From the start of the process to ready, on a database that was used before; against an empty ASP.NET application.</summary>
static class StartupBenchmark
{
    public const string Name = "startup";

    public static async Task RunAsync(BenchContext context)
    {
        await using var space = await ServiceSpace.CreateAsync(context);
        Progress.Say("startup: a first start, which makes the database's schema");
        await using (await ServedProcess.StartHostAsync(space.Keys, context.Stopping))
        {
        }

        context.Report.Add(Figure.Of(Name, "s", aim: null, Better.Lower, await Rounds.RunAsync(
            context, Name,
            ct => TimeAsync(() => ServedProcess.StartHostAsync(space.Keys, ct)),
            ct => TimeAsync(() => ServedProcess.StartEmptyAppAsync(ct)))));
    }

    static async Task<double> TimeAsync(Func<Task<ServedProcess>> start)
    {
        await using var process = await start();
        return process.TimeToReady.TotalSeconds;
    }
}
