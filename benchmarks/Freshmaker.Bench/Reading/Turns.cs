using System.Diagnostics;

namespace Freshmaker.Bench.Reading;

/// <summary>Two ways of asking the same, one by one and in turns, so that whatever disturbs the machine disturbs both.</summary>
static class Turns
{
    /// <summary>Sorted milliseconds.</summary>
    /// <param name="service">Given the number of the question, as is the other.</param>
    public static async Task<(double[] Service, double[] Sql)> TakeAsync(
        int count, Func<int, CancellationToken, Task> service, Func<int, CancellationToken, Task> sql, CancellationToken ct)
    {
        var times = (Service: new double[count], Sql: new double[count]);
        for (var i = 0; i < count; i++)
        {
            times.Service[i] = await TimeAsync(() => service(i, ct));
            times.Sql[i] = await TimeAsync(() => sql(i, ct));
        }

        Array.Sort(times.Service);
        Array.Sort(times.Sql);
        return times;
    }

    /// <summary>Asks both ways for some time, at least once.</summary>
    public static async Task WarmUpAsync(TimeSpan time, Func<int, CancellationToken, Task> service, Func<int, CancellationToken, Task> sql, CancellationToken ct)
    {
        var begin = Stopwatch.GetTimestamp();
        var i = 0;
        do
        {
            await service(i, ct);
            await sql(i++, ct);
        }
        while (Stopwatch.GetElapsedTime(begin) < time);
    }

    public static async Task<double> TimeAsync(Func<Task> ask)
    {
        var begin = Stopwatch.GetTimestamp();
        await ask();
        return Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
    }

    public static double Percentile(double[] sorted, double share) => sorted[Math.Min(sorted.Length - 1, (int)Math.Ceiling(share * sorted.Length) - 1)];
}
