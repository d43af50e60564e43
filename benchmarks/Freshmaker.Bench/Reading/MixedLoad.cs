using System.Diagnostics;
using Freshmaker.Bench.Images;

namespace Freshmaker.Bench.Reading;

/// <summary>Many clients at once, each asking one question after another, whichever it is.</summary>
static class MixedLoad
{
    /// <summary>Sorted milliseconds of all that were answered. An error ends it: there must be none.</summary>
    public static async Task<(double[] Times, double PerSecond)> RunAsync(
        int clients, TimeSpan duration, IReadOnlyList<Func<int, CancellationToken, Task>> questions, CancellationToken ct)
    {
        var draws = new Draws();
        var orders = Enumerable.Range(0, clients).Select(_ => Enumerable.Range(0, 1_000).Select(_ => draws.Next(questions.Count)).ToArray()).ToList();
        var begin = Stopwatch.GetTimestamp();
        var times = await Task.WhenAll(orders.Select((order, client) => Task.Run(() => AskAsync(order, client), ct)));
        var seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        double[] all = [.. times.SelectMany(t => t).Order()];
        return (all, all.Length / seconds);

        async Task<List<double>> AskAsync(int[] order, int client)
        {
            var its = new List<double>();
            for (var i = 0; Stopwatch.GetElapsedTime(begin) < duration; i++)
                its.Add(await Turns.TimeAsync(() => questions[order[i % order.Length]](client + i, ct)));
            return its;
        }
    }
}
