using System.Diagnostics;

namespace Freshmaker.Bench.Measuring;

/// <summary>Words for whoever waits. They go to stderr: stdout belongs to the figures.</summary>
static class Progress
{
    static readonly long Begin = Stopwatch.GetTimestamp();

    public static void Say(string text) => Console.Error.WriteLine($"[{Stopwatch.GetElapsedTime(Begin).TotalSeconds,4:0}s] {text}");
}
