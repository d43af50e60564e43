using Freshmaker.Bench.Intake;
using Freshmaker.Bench.Measuring;
using Freshmaker.Bench.Service;
using Freshmaker.Domain.Messages;
using Freshmaker.Host.Bus;
using Microsoft.Extensions.DependencyInjection;

namespace Freshmaker.Bench.Rebuilding;

/// <summary>
/// Rebuilds in the real composition with build systems that answer at once: one of 2,000 images against plain commits, and ten side by side against ten in turn.
/// </summary>
static class RebuildBenchmark
{
    public const string One = "rebuild-2000";
    public const string SideBySide = "rebuild-parallel";

    const int Rebuilds = 10;

    static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    public static async Task RunAsync(BenchContext context)
    {
        Progress.Say("rebuild: starting the service in this process");
        await using var space = await ServiceSpace.CreateAsync(context, withImages: true);
        await using var bus = await space.ConnectToBusAsync(context.Stopping);
        await using var news = new TaskNews(bus, space.Settings.Bus.Exchange, space.Topic(new KojiTaskStateParser().TopicSuffix));
        var outside = new ImagesOutside(news.Tell);
        await using var app = await ServiceInProcess.StartAsync(space, context.Stopping, outside);
        while (!app.Services.GetRequiredService<BusListener>().IsListening)
            await Task.Delay(Look, context.Stopping);
        var runs = new RebuildRuns(space, bus, outside);

        Progress.Say("rebuild: warming up");
        await runs.TogetherAsync(2, context.Options.Count(100, 20), context.Stopping);

        if (context.Options.Wants(One))
        {
            // 1,776 leaves make 2,000 builds.
            var (leaves, inserts) = (context.Options.Count(1_776, 100), context.Options.Count(10_000, 1_000));
            context.Report.Add(Figure.Of(One, "builds/s", aim: 0.05, Better.Higher, await Rounds.RunAsync(
                context, One, ct => runs.TogetherAsync(1, leaves, ct), ct => InsertBaseline.RunAsync(space, inserts, 1, ct))));
        }

        if (context.Options.Wants(SideBySide))
        {
            var leaves = context.Options.Count(90, 10, 1_776);
            context.Report.Add(Figure.Of(SideBySide, "builds/s", aim: 1.5, Better.Higher, await Rounds.RunAsync(
                context, SideBySide, ct => runs.TogetherAsync(Rebuilds, leaves, ct), ct => runs.InTurnAsync(Rebuilds, leaves, ct))));
        }

        await app.StopAsync(context.Stopping);
    }
}
