using System.Diagnostics;
using Freshmaker.Bench.Measuring;
using Freshmaker.Bench.Service;
using Freshmaker.Host.Bus;
using RabbitMQ.Client;

namespace Freshmaker.Bench.Intake;

/// <summary>Single runs of the intake's measurements. Each leaves the service idle and its queues empty.</summary>
sealed class IntakeRuns(ServiceSpace space, IConnection bus, BusListener listener, MessageCounter counter)
{
    static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    int _seed = 1;

    /// <summary>From the first publish until the last stream is committed; what the streams lead to is done meanwhile and after. Streams per second.</summary>
    public async Task<double> TakeRelevantAsync(int count, CancellationToken ct)
    {
        var pushes = Push.Make(count, _seed++, relevant: true);
        var expected = await StreamsAsync(ct) + count;
        var begin = Stopwatch.GetTimestamp();
        await Publisher.PublishAsync(bus, space.Settings.Bus.Exchange, space.GitReceiveTopic, pushes, ct);
        while (await StreamsAsync(ct) < expected)
            await Task.Delay(Look, ct);
        var taken = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        await space.UntilSettledAsync(ct);
        Progress.Say($"{count} streams after {taken:0.00} s; all planned, decided and projected after {Stopwatch.GetElapsedTime(begin).TotalSeconds:0.00} s");
        return count / taken;
    }

    /// <summary>The listener on a full queue, from its start to its last message. Messages per second.</summary>
    public async Task<double> LetGoIrrelevantAsync(int count, CancellationToken ct)
    {
        await FillAsync(count, ct);
        var last = counter.Expect(count);
        var begin = Stopwatch.GetTimestamp();
        await listener.StartAsync(ct);
        var end = await last.WaitAsync(ct);
        return count / Stopwatch.GetElapsedTime(begin, end).TotalSeconds;
    }

    /// <summary>The same queue, equally full, by a consumer that only acknowledges.</summary>
    public async Task<double> ConsumeBareAsync(int count, CancellationToken ct)
    {
        await FillAsync(count, ct);
        var rate = await BareConsumer.DrainAsync(bus, space.GitReceiveQueue, space.Settings.Bus.Prefetch, count, ct);
        await listener.StartAsync(ct);
        return rate;
    }

    /// <summary>Stops the listener and fills its queue.</summary>
    async Task FillAsync(int count, CancellationToken ct)
    {
        await listener.StopAsync(ct);
        await Publisher.PublishAsync(bus, space.Settings.Bus.Exchange, space.GitReceiveTopic, Push.Make(count, _seed++, relevant: false), ct);
    }

    Task<long> StreamsAsync(CancellationToken ct) =>
        space.AskAsync<long>($"select count(*) from {space.Settings.Schema}.mt_streams", ct);
}
