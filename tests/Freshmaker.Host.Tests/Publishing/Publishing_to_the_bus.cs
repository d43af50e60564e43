using System.Text;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Bus;
using Microsoft.Extensions.DependencyInjection;

namespace Freshmaker.Host.Tests.Publishing;

public sealed class Publishing_to_the_bus
{
    static readonly string[] OfTwoModules =
    [
        "event.state.changed BUILDING", "event.state.changed.min BUILDING",
        "build.state.changed webstack BUILD", "build.state.changed webstack DONE",
        "build.state.changed portal BUILD", "build.state.changed portal FAILED",
        "event.state.changed COMPLETE", "event.state.changed.min COMPLETE",
    ];

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task every_state_change_is_told_once_and_in_order(bool wolverine)
    {
        await using var host = await PublishingHost.StartAsync(wolverine);
        await using var subscriber = await host.SubscribeAsync();
        var stories = Enumerable.Range(0, 20).Select(i => Story.OfTwoModules($"m-{i}")).ToList();

        await host.SaveAsync(stories);
        await host.ToldAsync();

        var heard = await subscriber.AllAsync(Ct);
        heard.Count.ShouldBe(20 * OfTwoModules.Length);
        foreach (var story in stories)
        {
            var number = await host.NumberOfAsync(story);
            heard.Where(h => RebuildOf(h) == number).Select(h => Short(host, h)).ShouldBe(OfTwoModules);
        }
    }

    [Fact]
    public async Task a_message_is_a_fedora_message_and_a_CloudEvent_and_carries_nothing_else()
    {
        await using var host = await PublishingHost.StartAsync();
        await using var subscriber = await host.SubscribeAsync();

        await host.SaveAsync(new Story("m-1").Plan(("webstack", [])));
        await host.ToldAsync();

        var message = (await subscriber.AllAsync(Ct))[0];
        var p = message.Properties;
        (p.ContentType, p.ContentEncoding, (int)p.DeliveryMode, p.Priority).ShouldBe(("application/json", "utf-8", 2, (byte)0));
        Guid.TryParseExact(p.MessageId, "D", out _).ShouldBeTrue();
        (p.IsTypePresent(), p.IsAppIdPresent(), p.IsReplyToPresent(), p.IsExpirationPresent(), p.IsCorrelationIdPresent()).ShouldBe((false, false, false, false, false));
        var headers = p.Headers!.ToDictionary(h => h.Key, h => h.Value is byte[] text ? Encoding.UTF8.GetString(text) : h.Value);
        var sentAt = headers["sent-at"].ShouldBeOfType<string>();
        sentAt.ShouldMatch(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$");
        headers.ShouldBe(
            new Dictionary<string, object?>
            {
                ["fedora_messaging_schema"] = "base.message",
                ["fedora_messaging_schema_package"] = "fedora_messaging",
                ["fedora_messaging_severity"] = 20,
                ["fedora_messaging_rpm_nginx"] = true,
                ["fedora_messaging_module_webstack"] = true,
                ["priority"] = 0,
                ["sent-at"] = sentAt,
                ["cloudEvents_specversion"] = "1.0",
                ["cloudEvents_id"] = p.MessageId,
                ["cloudEvents_source"] = "/freshmaker",
                ["cloudEvents_type"] = $"{host.Prefix}.freshmaker.event.state.changed",
                ["cloudEvents_subject"] = $"events/{message.Body.GetProperty("id").GetInt64()}",
                ["cloudEvents_time"] = sentAt,
            },
            ignoreOrder: true);
    }

    [Fact]
    public async Task what_changes_no_state_is_not_told()
    {
        await using var host = await PublishingHost.StartAsync();
        await using var subscriber = await host.SubscribeAsync();
        var story = new Story("m-1").Plan(("webstack", [])).Unavailable("webstack", BuildPhase.Bumping).Bump("webstack")
            .Unavailable("webstack", BuildPhase.Submitting).Conflict();

        await host.SaveAsync(story);
        await host.ToldAsync();

        (await subscriber.AllAsync(Ct)).Select(h => Short(host, h)).ShouldBe(["event.state.changed BUILDING", "event.state.changed.min BUILDING"]);
    }

    [Fact]
    public async Task a_rebuild_that_a_build_caused_names_the_rebuild_of_that_build()
    {
        await using var host = await PublishingHost.StartAsync();
        await using var subscriber = await host.SubscribeAsync();
        var first = Story.OfTwoModules("m-1");
        var next = new Story("m-2", new ModuleReady("webstack", "4", 501, null, null, null), [], first.State.Cascade.After(first.Id, Story.Key("webstack")));

        await host.SaveAsync(first);
        await host.SaveAsync(next);
        await host.ToldAsync();

        var number = await host.NumberOfAsync(next);
        var told = (await subscriber.AllAsync(Ct)).Where(h => RebuildOf(h) == number).ToList();
        told.Count.ShouldBe(2);
        told.ShouldAllBe(h => h.Body.GetProperty("depends_on_events")[0].GetInt64() == host.NumberOfAsync(first).Result);
    }

    [Fact]
    public async Task what_is_told_again_is_the_same_message()
    {
        await using var host = await PublishingHost.StartAsync();
        await using var subscriber = await host.SubscribeAsync();
        var story = Story.OfTwoModules("m-1");
        await host.SaveAsync(story);
        await host.ToldAsync();
        var first = await subscriber.AllAsync(Ct);

        await host.RewindAsync(await host.NumberOfAsync(story) + 7); // in the middle of the stream: what came before is read from it
        await host.ToldAsync();

        var again = (await subscriber.AllAsync(Ct))[first.Count..];
        again.Count.ShouldBeInRange(1, first.Count - 1);
        again.Select(Text).ShouldBe(first[^again.Count..].Select(Text));
    }

    [Fact]
    public async Task an_outage_of_the_broker_loses_nothing_and_keeps_the_order()
    {
        await using var host = await PublishingHost.StartAsync();
        await using var subscriber = await host.SubscribeAsync();
        var stories = Enumerable.Range(0, 150).Select(i => Story.OfTwoModules($"m-{i}")).ToList();

        var saving = host.SaveAsync(stories);
        for (var cut = 0; cut < 3; cut++)
        {
            var before = subscriber.Count;
            while (subscriber.Count < before + 20 && !saving.IsCompleted)
                await Task.Delay(1, Ct);
            host.ToBroker.Cut();
            await Task.Delay(500, Ct);
            host.ToBroker.Mend();
        }

        await saving;
        await host.ToldAsync();
        await ShouldHaveHeardAsync(host, subscriber, stories);
    }

    [Fact]
    public async Task messages_that_were_lost_on_the_way_are_sent_again()
    {
        await using var host = await PublishingHost.StartAsync();
        await using var subscriber = await host.SubscribeAsync();
        var stories = Enumerable.Range(0, 5).Select(i => Story.OfTwoModules($"m-{i}")).ToList();
        await host.SaveAsync(stories[0]);
        await host.ToldAsync();

        await LoseAsync(host, Line.Direction.There, stories[1..]);

        await ShouldHaveHeardAsync(host, subscriber, stories);
        (await subscriber.AllAsync(Ct)).Count.ShouldBe(5 * OfTwoModules.Length, "what never arrived cannot have come twice");
    }

    [Fact]
    public async Task messages_whose_confirmation_was_lost_come_again_with_the_same_id()
    {
        await using var host = await PublishingHost.StartAsync();
        await using var subscriber = await host.SubscribeAsync();
        var stories = Enumerable.Range(0, 5).Select(i => Story.OfTwoModules($"m-{i}")).ToList();
        await host.SaveAsync(stories[0]);
        await host.ToldAsync();

        await LoseAsync(host, Line.Direction.Back, stories[1..]);

        await ShouldHaveHeardAsync(host, subscriber, stories);
        var heard = await subscriber.AllAsync(Ct);
        heard.Count.ShouldBeGreaterThan(5 * OfTwoModules.Length);
        heard.GroupBy(h => h.Id).ShouldAllBe(same => same.Select(Text).Distinct().Count() == 1);
    }

    [Fact]
    public async Task the_subscription_can_leave_a_node_while_the_broker_is_away()
    {
        await using var host = await PublishingHost.StartAsync();
        await using var subscriber = await host.SubscribeAsync();
        host.ToBroker.Cut();
        var story = Story.OfTwoModules("m-1");
        await host.SaveAsync(story);
        await Task.Delay(1000, Ct); // it is trying by now

        await host.Daemon.StopAllAsync().WaitAsync(TimeSpan.FromSeconds(20), Ct);
        host.ToBroker.Mend();
        await host.Daemon.StartAllAsync();
        await host.ToldAsync();

        await ShouldHaveHeardAsync(host, subscriber, [story]);
    }

    [Fact]
    public async Task an_outage_of_the_database_loses_nothing()
    {
        await using var host = await PublishingHost.StartAsync(wolverine: true);
        await using var subscriber = await host.SubscribeAsync();
        var stories = Enumerable.Range(0, 40).Select(i => Story.OfTwoModules($"m-{i}")).ToList();

        var saving = host.SaveAsync(stories); // by another way, as another node would
        while (subscriber.Count < 20)
            await Task.Delay(1, Ct);
        host.ToDatabase.Cut();
        await Task.Delay(TimeSpan.FromSeconds(8), Ct);
        await saving;
        host.ToDatabase.Mend();

        await host.ToldAsync();
        await ShouldHaveHeardAsync(host, subscriber, stories);
    }

    [Fact]
    public async Task a_closed_connection_loses_nothing()
    {
        await using var host = await PublishingHost.StartAsync();
        await using var subscriber = await host.SubscribeAsync();
        var stories = Enumerable.Range(0, 60).Select(i => Story.OfTwoModules($"m-{i}")).ToList();

        var saving = host.SaveAsync(stories);
        while (!saving.IsCompleted)
        {
            await Task.Delay(200, Ct);
            await (await host.Services.GetRequiredKeyedService<BusConnection>(BusConnection.ForPublishing).ConnectAsync(Ct)).CloseAsync(320, "test", TimeSpan.FromSeconds(5), abort: true, Ct);
        }

        await saving;
        await host.ToldAsync();
        await ShouldHaveHeardAsync(host, subscriber, stories);
    }

    [Fact]
    public async Task a_service_that_stops_while_the_broker_is_away_tells_the_rest_after_its_next_start()
    {
        await using var host = await PublishingHost.StartAsync();
        await using var subscriber = await host.SubscribeAsync();
        var before = Story.OfTwoModules("m-1");
        await host.SaveAsync(before);
        await host.ToldAsync();

        host.ToBroker.Cut();
        var during = Story.OfTwoModules("m-2");
        await host.SaveAsync(during);
        await Task.Delay(1000, Ct); // it is trying by now
        var stopped = System.Diagnostics.Stopwatch.StartNew();
        await host.StopAsync();
        stopped.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(15));
        host.ToBroker.Mend();
        await host.RunAsync();
        await host.ToldAsync();

        await ShouldHaveHeardAsync(host, subscriber, [before, during]);
        (await subscriber.AllAsync(Ct)).Count.ShouldBe(2 * OfTwoModules.Length);
    }

    [Fact]
    public async Task the_position_is_stored_only_after_the_broker_has_confirmed()
    {
        await using var host = await PublishingHost.StartAsync();
        host.ToBroker.Cut();
        var story = Story.OfTwoModules("m-1");

        await host.SaveAsync(story);
        await Task.Delay(2000, Ct);

        var firstChange = await host.NumberOfAsync(story) + story.Events.ToList().FindIndex(e => e is PlanCompleted);
        (await host.PositionAsync()).ShouldBeLessThan(firstChange);
    }

    /// <summary>Saves stories while the line loses one direction, breaks the line after that, and waits until they are told.</summary>
    static async Task LoseAsync(PublishingHost host, Line.Direction direction, List<Story> stories)
    {
        host.ToBroker.Lose(direction);
        await host.SaveAsync(stories);
        var deadline = System.Diagnostics.Stopwatch.StartNew();
        while (host.ToBroker.Lost == 0)
        {
            deadline.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
            await Task.Delay(10, Ct);
        }

        host.ToBroker.Cut();
        host.ToBroker.Mend();
        await host.ToldAsync();
    }

    /// <summary>Everything at least once, with the first hearing of each message in the order of its rebuild.</summary>
    static async Task ShouldHaveHeardAsync(PublishingHost host, Subscriber subscriber, List<Story> stories)
    {
        var heard = (await subscriber.AllAsync(Ct)).DistinctBy(h => h.Id).ToLookup(RebuildOf);
        heard.Count.ShouldBe(stories.Count);
        foreach (var story in stories)
            heard[await host.NumberOfAsync(story)].Select(h => Short(host, h)).ShouldBe(OfTwoModules);
    }

    static long RebuildOf(Subscriber.Heard heard) =>
        heard.Body.GetProperty(heard.Topic.Contains(".build.", StringComparison.Ordinal) ? "event_id" : "id").GetInt64();

    static string Short(PublishingHost host, Subscriber.Heard heard)
    {
        heard.Topic.ShouldStartWith($"{host.Prefix}.freshmaker.");
        var name = heard.Topic[$"{host.Prefix}.freshmaker.".Length..];
        return heard.Body.TryGetProperty("name", out var build)
            ? $"{name} {build.GetString()} {heard.Body.GetProperty("state_name").GetString()}"
            : $"{name} {heard.Body.GetProperty("state_name").GetString()}";
    }

    static string Text(Subscriber.Heard heard) => $"{heard.Id} {heard.Topic} {heard.Body.GetRawText()}";
}
