using System.Diagnostics;
using System.Text;
using Freshmaker.Bench.Images;
using Freshmaker.Bench.Intake;
using Freshmaker.Bench.Measuring;
using Freshmaker.Bench.Service;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Rebuilding;
using RabbitMQ.Client;

namespace Freshmaker.Bench.Rebuilding;

/// <summary>Whole rebuilds of layered-5, from the message that an advisory shipped to the last build. Each is of images of its own and leaves the service idle.</summary>
sealed class RebuildRuns(ServiceSpace space, IConnection bus, ImagesOutside outside)
{
    static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);

    long _advisory = 200_000;

    /// <summary>All at once. Builds per second.</summary>
    public async Task<double> TogetherAsync(int rebuilds, int leaves, CancellationToken ct)
    {
        var (builds, time) = await RunAsync([.. Enumerable.Range(0, rebuilds).Select(_ => NextWorld(leaves))], ct);
        return builds / time.TotalSeconds;
    }

    /// <summary>One after another. Builds per second.</summary>
    public async Task<double> InTurnAsync(int rebuilds, int leaves, CancellationToken ct)
    {
        var (builds, time) = (0L, TimeSpan.Zero);
        for (var i = 0; i < rebuilds; i++)
        {
            var one = await RunAsync([NextWorld(leaves)], ct);
            (builds, time) = (builds + one.Builds, time + one.Time);
        }

        return builds / time.TotalSeconds;
    }

    ImageWorld NextWorld(int leaves) => new(++_advisory, leaves, $"w{_advisory}-");

    async Task<(long Builds, TimeSpan Time)> RunAsync(IReadOnlyList<ImageWorld> worlds, CancellationToken ct)
    {
        foreach (var world in worlds)
            outside.With(world);
        var (builtBefore, completedBefore) = (outside.Built, await CountAsync(typeof(RebuildCompleted), ct));
        var begin = Stopwatch.GetTimestamp();
        await Publisher.PublishAsync(
            bus, space.Settings.Bus.Exchange, space.Topic(new AdvisoryStatusParser().TopicSuffix),
            worlds.Select(w => new Sent($"shipped-{w.Advisory}", Encoding.UTF8.GetBytes(w.Shipped))), ct);
        while (await CountAsync(typeof(RebuildCompleted), ct) < completedBefore + worlds.Count)
            await Task.Delay(Look, ct);
        var time = Stopwatch.GetElapsedTime(begin);
        foreach (var world in worlds)
            outside.Forget(world);
        await space.UntilSettledAsync(ct);
        var builds = outside.Built - builtBefore;
        Progress.Say($"{worlds.Count} rebuilds of {builds} builds after {time.TotalSeconds:0.00} s; all projected after {Stopwatch.GetElapsedTime(begin).TotalSeconds:0.00} s");
        return (builds, time);
    }

    Task<long> CountAsync(Type ending, CancellationToken ct) =>
        space.AskAsync<long>($"select count(*) from {space.Settings.Schema}.mt_events where type = '{EventNames.All[ending]}'", ct);
}
