namespace Freshmaker.Bench.Measuring;

/// <summary>Runs a measurement and its baseline in turns, so that a machine that gets slower meanwhile makes both slower.</summary>
static class Rounds
{
    public static async Task<IReadOnlyList<Pair>> RunAsync(
        BenchContext context, string name, Func<CancellationToken, Task<double>> value, Func<CancellationToken, Task<double>> baseline)
    {
        var pairs = new List<Pair>();
        for (var round = 1; round <= context.Options.Rounds; round++)
        {
            var baselineFirst = round % 2 == 1;
            var before = baselineFirst ? await baseline(context.Stopping) : 0;
            var measured = await value(context.Stopping);
            var pair = new Pair(measured, baselineFirst ? before : await baseline(context.Stopping));
            Progress.Say($"{name}: round {round} of {context.Options.Rounds}: {pair.Value:0.###} against {pair.Baseline:0.###} ({pair.Value / pair.Baseline:0.###})");
            pairs.Add(pair);
        }

        return pairs;
    }
}
