using System.Diagnostics;
using System.Text;
using Freshmaker.Bench.Measuring;
using Freshmaker.Bench.Service;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Bus;
using Freshmaker.Host.Rebuilding;
using Marten;
using Microsoft.Extensions.DependencyInjection;

namespace Freshmaker.Bench.Intake;

/// <summary>Ends of container tasks that are not ours, from a full queue, while 100,000 builds of ours are known, against the same with none.</summary>
static class ForeignTaskBenchmark
{
    public const string Name = "foreign-task";

    static readonly string Family = new KojiTaskStateParser().TopicSuffix;

    public static async Task RunAsync(BenchContext context)
    {
        Progress.Say($"{Name}: starting the service in this process");
        await using var space = await ServiceSpace.CreateAsync(context);
        using var counter = new MessageCounter();
        await using var app = await ServiceInProcess.StartAsync(space, context.Stopping);
        await using var bus = await space.ConnectToBusAsync(context.Stopping);
        var listener = app.Services.GetRequiredService<BusListener>();
        var links = new Links(space, app.Services.GetRequiredService<IDocumentStore>());
        await links.MakeAsync(context.Options.Count(100_000, 5_000), context.Stopping);

        var (messages, firstId) = (context.Options.Count(20_000, 1_000), 1_000_000_000L);
        await TakeAsync(known: true, context.Options.Count(5_000, 500), context.Stopping);
        context.Report.Add(Figure.Of(Name, "msg/s", aim: 0.9, Better.Higher, await Rounds.RunAsync(
            context, Name, ct => TakeAsync(known: true, messages, ct), ct => TakeAsync(known: false, messages, ct))));
        await app.StopAsync(context.Stopping);

        async Task<double> TakeAsync(bool known, int count, CancellationToken ct)
        {
            await listener.StopAsync(ct);
            await links.SetAsync(known, ct);
            var begin = firstId;
            firstId += count;
            await Publisher.PublishAsync(bus, space.Settings.Bus.Exchange, space.Topic(Family), Enumerable.Range(0, count).Select(i => KojiTask.Closed(begin + i)), ct);
            var last = counter.Expect(count);
            var start = Stopwatch.GetTimestamp();
            await listener.StartAsync(ct);
            return count / Stopwatch.GetElapsedTime(start, await last.WaitAsync(ct)).TotalSeconds;
        }
    }

    /// <summary>The builds that are known by their tasks: there, or put aside.</summary>
    sealed class Links(ServiceSpace space, IDocumentStore store)
    {
        const string Table = "mt_doc_buildlink";

        public async Task MakeAsync(int count, CancellationToken ct)
        {
            await store.BulkInsertAsync(
                [.. Enumerable.Range(0, count).Select(i => new BuildLink(
                    $"{BuildLink.OfTask(i)} bench-{i / 1000} image/bench-{i}", BuildLink.OfTask(i), $"bench-{i / 1000}", $"image/bench-{i}", CascadePosition.First($"bench-{i / 1000}")))],
                cancellation: ct);
            await DoAsync($"create table {space.Settings.Schema}.bench_links as table {space.Settings.Schema}.{Table}", ct);
        }

        public async Task SetAsync(bool known, CancellationToken ct)
        {
            await DoAsync($"truncate {space.Settings.Schema}.{Table}", ct);
            if (known)
                await DoAsync($"insert into {space.Settings.Schema}.{Table} select * from {space.Settings.Schema}.bench_links", ct);
            await DoAsync($"analyze {space.Settings.Schema}.{Table}", ct);
        }

        async Task DoAsync(string sql, CancellationToken ct)
        {
            await using var command = space.Database.CreateCommand(sql);
            command.CommandTimeout = 300;
            await command.ExecuteNonQueryAsync(ct);
        }
    }
}

/// <summary>News of container tasks as Koji tells them.</summary>
static class KojiTask
{
    public static Sent Closed(long id) => Of(id, "OPEN", "CLOSED");

    public static Sent Opened(long id) => Of(id, "FREE", "OPEN");

    static Sent Of(long id, string before, string now) => new(
        $"task-{id}-{now}",
        Encoding.UTF8.GetBytes($$$"""
            {"attribute":"state","old":"{{{before}}}","new":"{{{now}}}","id":{{{id}}},"method":"buildContainer","owner":"builder","srpm":null,"instance":"primary",
            "info":{"id":{{{id}}},"method":"buildContainer","arch":"noarch","label":null,"parent":null,"priority":20,"channel_id":12,"host_id":77,
            "request":["git://dist-git.example.com/containers/web#0d3a9c1f","acme-9-candidate",{"git_branch":"acme-9","isolated":true}]}}
            """));
}
