using System.Diagnostics;
using System.Text;
using Freshmaker.Bench.Images;
using Freshmaker.Bench.Intake;
using Freshmaker.Bench.Measuring;
using Freshmaker.Bench.Service;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Rebuilds;
using RabbitMQ.Client;

namespace Freshmaker.Bench.Rebuilding;

/// <summary>Whole rebuilds of layered-5, from the message that an advisory shipped to the last build. Each is of images of its own and leaves the service idle.</summary>
sealed class RebuildRuns(ServiceSpace space, IConnection bus, ImagesOutside outside)
{
    static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

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
        var builtBefore = outside.Built;
        var begin = Stopwatch.GetTimestamp();
        await Publisher.PublishAsync(
            bus, space.Settings.Bus.Exchange, space.Topic(new AdvisoryStatusParser().TopicSuffix),
            worlds.Select(w => new Sent(MessageId(w), Encoding.UTF8.GetBytes(w.Shipped))), ct);
        while (await EndedAsync(worlds, ct) < worlds.Count)
            await Task.Delay(Look, ct);
        var time = Stopwatch.GetElapsedTime(begin);
        foreach (var world in worlds)
            outside.Forget(world);
        await space.UntilSettledAsync(ct);
        var builds = outside.Built - builtBefore;
        Progress.Say($"{worlds.Count} rebuilds of {builds} builds after {time.TotalSeconds:0.00} s; all projected after {Stopwatch.GetElapsedTime(begin).TotalSeconds:0.00} s");
        return (builds, time);
    }

    static string MessageId(ImageWorld world) => $"shipped-{world.Advisory}";

    /// <summary>Those that were opened and are not open any more. Counting their events would be a load of its own.</summary>
    Task<long> EndedAsync(IEnumerable<ImageWorld> worlds, CancellationToken ct) => space.AskAsync<long>(
        $"""
        select count(*) from {space.Settings.Schema}.mt_streams s
        where s.id in ({string.Join(", ", worlds.Select(w => $"'{RebuildId.Of(MessageId(w))}'"))})
            and not exists (select from {space.Settings.Schema}.mt_doc_openrebuild o where o.id = s.id)
        """,
        ct);
}
