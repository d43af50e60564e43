using Freshmaker.Bench.Intake;
using Freshmaker.Bench.Measuring;
using Freshmaker.Bench.Rebuilding;
using Freshmaker.Bench.Service;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Rebuilding;

namespace Freshmaker.Bench.Processes;

/// <summary>
/// Resident memory of the service with 10,000 builds in flight, after it has heard of each of them; against itself with none. The aim is of the value.
/// </summary>
static class InFlightMemoryBenchmark
{
    public const string Name = "inflight-memory";

    const double Megabyte = 1024 * 1024;
    const int Rebuilds = 10;

    static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    public static async Task RunAsync(BenchContext context)
    {
        await using var space = await ServiceSpace.CreateAsync(context);
        await using var steps = await Steps.CreateAsync(space);
        var pause = TimeSpan.FromSeconds(context.Options.Count(15, 2));
        Progress.Say($"{Name}: the service without anything to do");
        double without;
        await using (var empty = await ServedProcess.StartHostAsync(space.Keys, context.Stopping))
        {
            await Task.Delay(pause, context.Stopping);
            without = empty.ResidentBytes / Megabyte;
        }

        Progress.Say($"{Name}: storing the rebuilds");
        var rebuilds = Enumerable.Range(0, Rebuilds).Select(_ => UnderWay.Building(context.Options.Count(10_000, 500) / Rebuilds)).ToList();
        foreach (var rebuild in rebuilds)
            await rebuild.StoreAsync(steps.Store, context.Stopping);
        long[] tasks = [.. rebuilds.SelectMany(r => r.Decision.After.Builds.Values).Select(b => b.ExternalId!.Value)];

        await using var host = await ServedProcess.StartHostAsync(space.Keys, context.Stopping);
        await using (var bus = await space.ConnectToBusAsync(context.Stopping))
        {
            await Publisher.PublishAsync(
                bus, space.Settings.Bus.Exchange, space.Topic(new KojiTaskStateParser().TopicSuffix), tasks.Select(KojiTask.Opened), context.Stopping);
        }

        var heard = $"select count(*) from {space.Settings.Schema}.mt_events where type = '{EventNames.All[typeof(TaskProgressed)]}'";
        while (await space.AskAsync<long>(heard, context.Stopping) < tasks.Length)
            await Task.Delay(Look, context.Stopping);
        await space.UntilProjectedAsync(context.Stopping);
        await Task.Delay(pause, context.Stopping);
        Progress.Say($"{Name}: {host.ResidentBytes / Megabyte:0} MB, at most {host.PeakResidentBytes / Megabyte:0} MB, against {without:0} MB");
        context.Report.Add(Figure.Of(Name, "MB", aim: 500, Better.Lower, [new(host.PeakResidentBytes / Megabyte, without)]) with { AimIsOfValue = true });
    }
}
