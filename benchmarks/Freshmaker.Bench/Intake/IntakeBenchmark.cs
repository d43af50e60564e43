using Freshmaker.Bench.Measuring;
using Freshmaker.Bench.Service;
using Freshmaker.Host.Bus;
using Microsoft.Extensions.DependencyInjection;

namespace Freshmaker.Bench.Intake;

/// <summary>How fast messages become streams, and how fast those that are not for us are let go, in the real composition.</summary>
static class IntakeBenchmark
{
    public const string Relevant = "intake-relevant";
    public const string Irrelevant = "intake-irrelevant";

    public static async Task RunAsync(BenchContext context)
    {
        Progress.Say("intake: starting the service in this process");
        await using var space = await ServiceSpace.CreateAsync(context);
        using var counter = new MessageCounter();
        await using var app = await ServiceInProcess.StartAsync(space, context.Stopping);
        await using var bus = await space.ConnectToBusAsync(context.Stopping);
        var intake = new IntakeRuns(space, bus, app.Services.GetRequiredService<BusListener>(), counter);

        Progress.Say("intake: warming up (the first messages compile their handlers)");
        await intake.TakeRelevantAsync(context.Options.Count(1_000, 200), context.Stopping);
        await intake.LetGoIrrelevantAsync(context.Options.Count(20_000, 1_000), context.Stopping);

        if (context.Options.Wants(Relevant))
        {
            var (messages, inserts) = (context.Options.Count(3_000, 300), context.Options.Count(40_000, 2_000));
            context.Report.Add(Figure.Of(Relevant, "msg/s", aim: 0.05, Better.Higher, await Rounds.RunAsync(
                context, Relevant, ct => intake.TakeRelevantAsync(messages, ct), ct => InsertBaseline.RunAsync(space, inserts, InsertBaseline.Most, ct))));
        }

        if (context.Options.Wants(Irrelevant))
        {
            var messages = context.Options.Count(60_000, 3_000);
            context.Report.Add(Figure.Of(Irrelevant, "msg/s", aim: 0.7, Better.Higher, await Rounds.RunAsync(
                context, Irrelevant, ct => intake.LetGoIrrelevantAsync(messages, ct), ct => intake.ConsumeBareAsync(messages, ct))));
        }

        await app.StopAsync(context.Stopping);
    }
}
