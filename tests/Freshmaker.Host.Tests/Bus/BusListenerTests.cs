using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Bus;
using Freshmaker.Host.Tests.Operations;
using Freshmaker.Host.Tests.Running;

namespace Freshmaker.Host.Tests.Bus;

public sealed class BusListenerTests(CabledHost cabled) : CabledTest(cabled)
{
    static readonly IMessageParser Pushes = MessageParsers.All.Single(p => p is GitReceiveParser);
    static readonly IMessageParser Modules = MessageParsers.All.Single(p => p is ModuleStateChangeParser);

    readonly string _rpm = Wire.Unique("rpm");

    [Theory]
    [InlineData(Wire.GitReceive)]
    [InlineData("org.fedoraproject.stg.git.receive")]
    [InlineData("org.fedoraproject.prod.git.receive.rpms.f30")]
    public async Task what_is_published_under_any_prefix_opens_a_stream_and_is_acknowledged(string topic)
    {
        var message = Wire.SpecChange(_rpm) with { Topic = topic };

        await Host.Broker.PublishAsync(message);

        (await Host.UntilOverAsync(TestHost.IdOf(message))).MessageId.ShouldBe(message.MessageId);
        await ShouldBeAcknowledgedAsync();
    }

    [Fact]
    public async Task what_is_not_for_us_is_acknowledged_too()
    {
        var before = await Host.Store.Advanced.FetchEventStoreStatistics(token: Ct);
        await Host.Broker.PublishAsync(Wire.Of(Wire.GitReceive, null, new { commit = new { @namespace = "forks" } }));

        await ShouldBeAcknowledgedAsync();

        (await Host.Store.Advanced.FetchEventStoreStatistics(token: Ct)).EventCount.ShouldBe(before.EventCount);
    }

    [Fact]
    public async Task queues_are_of_the_configured_type_and_do_not_drop_what_came_often()
    {
        foreach (var family in MessageParsers.All)
            await Host.Broker.ShouldBeAsync(family, "quorum", new() { ["x-delivery-limit"] = 1_000_000 });
    }

    [Fact]
    public async Task nothing_is_acknowledged_before_its_stream_is_committed()
    {
        var message = Wire.SpecChange(_rpm);
        await using (var other = await Host.Database.OpenConnectionAsync(Ct))
        await using (var transaction = await other.BeginTransactionAsync(Ct))
        {
            await using var hold = new Npgsql.NpgsqlCommand($"lock table {Host.HostSettings.Schema}.mt_streams in exclusive mode", other);
            await hold.ExecuteNonQueryAsync(Ct);
            await Host.Broker.PublishAsync(message);
            await UntilCommitWaitsAsync();

            Cabled.ToRabbit.PullOut();

            await Eventually.BecomesAsync(() => Host.Broker.WaitingAsync(Pushes), waiting => waiting == 1, "the message should be in the queue again");
            Cabled.ToRabbit.PutIn();
        }

        await Host.UntilOverAsync(TestHost.IdOf(message));
        await ShouldBeAcknowledgedAsync();
        (await Host.FactsAsync<MessageReceived>(TestHost.IdOf(message))).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task what_is_published_while_the_connection_is_broken_is_taken_afterwards()
    {
        Cabled.ToRabbit.PullOut();
        await Eventually.IsAsync(() => !Host.Get<BusListener>().IsListening, "the listener should notice");
        var messages = Enumerable.Range(0, 5).Select(_ => Wire.SpecChange(_rpm)).ToList();
        foreach (var message in messages)
            await Host.Broker.PublishAsync(message);

        Cabled.ToRabbit.PutIn();

        foreach (var message in messages)
            await Host.UntilOverAsync(TestHost.IdOf(message));
        await ShouldBeAcknowledgedAsync();
    }

    [Fact]
    public async Task a_queue_that_is_deleted_is_declared_and_listened_to_again()
    {
        await Eventually.IsAsync(() => Host.Get<BusListener>().IsListening, "the listener should listen");

        await Host.Broker.DeleteQueueAsync(Modules);

        await Eventually.BecomesAsync(() => Host.Broker.ConsumersAsync(Modules), consumers => consumers == 1, "the queue should have a consumer again");
        var message = Wire.State(Host.Mbs.Add(_rpm, "1", null, ModuleBuildState.Ready));
        await Host.Broker.PublishAsync(message);
        await Host.UntilOverAsync(TestHost.IdOf(message));
    }

    [Fact]
    public async Task nothing_is_lost_while_the_database_is_away()
    {
        Cabled.ToPostgres.PullOut();
        var messages = Enumerable.Range(0, 5).Select(_ => Wire.SpecChange(_rpm)).ToList();
        foreach (var message in messages)
            await Host.Broker.PublishAsync(message);
        await Eventually.IsAsync(
            () => Host.Log.All.Any(l => l.MessageTemplate.Text.StartsWith("Taking {Count} messages failed in attempt", StringComparison.Ordinal)
                && l.Properties["Attempt"].ToString() == "5"),
            "the listener should try again and again");

        Cabled.ToPostgres.PutIn();

        foreach (var message in messages)
            await Host.UntilOverAsync(TestHost.IdOf(message));
        await ShouldBeAcknowledgedAsync();
        (await Host.DeadLettersAboutAsync("could not be taken")).ShouldBeEmpty();
        LogTests.SecretsShouldNotBeIn(Host.Log); // outages are when connection strings get into logs
    }

    [Fact]
    public async Task what_cannot_be_taken_is_set_aside_and_the_others_are_taken()
    {
        var poison = Host.Mbs.Add(Wire.Unique("poison"), "1", Wire.Commit());
        var id = await Host.OpenAsync(Wire.ModuleChange(poison.Name, poison.Revision!));
        await Host.UntilBuildingAsync(id, poison.Name);
        Host.Mbs.Poisonous[poison.BuildId] = true;
        var messages = Enumerable.Range(0, 3).Select(_ => Wire.State(Host.Mbs.Add(Wire.Unique("good"), "1", null, ModuleBuildState.Ready))).ToList();
        messages.Insert(1, Wire.State(Host.Mbs.Move(poison.BuildId, ModuleBuildState.Wait)));
        Cabled.ToRabbit.PullOut(); // so that they come as one batch
        await Eventually.IsAsync(() => !Host.Get<BusListener>().IsListening, "the listener should notice");
        foreach (var message in messages)
            await Host.Broker.PublishAsync(message);

        Cabled.ToRabbit.PutIn();

        foreach (var good in messages.Where(m => m != messages[1]))
            await Host.UntilOverAsync(TestHost.IdOf(good));
        await Eventually.BecomesAsync(() => Host.DeadLettersAboutAsync($"{poison.BuildId} is poison"), found => found.Count == 1, "it should be a dead letter");
        await ShouldBeAcknowledgedAsync();
    }

    /// <summary>Until the host is in the middle of a commit that another session holds up.</summary>
    Task<long> UntilCommitWaitsAsync() => Eventually.BecomesAsync(
        async () =>
        {
            await using var command = Host.Database.CreateCommand("select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like $1");
            command.Parameters.Add(new() { Value = $"%{Host.HostSettings.Schema}.%" });
            return (long)(await command.ExecuteScalarAsync(Ct))!;
        },
        waiting => waiting > 0, "the host should be committing");

    Task<long> ShouldBeAcknowledgedAsync() => Eventually.BecomesAsync(Cabled.UnacknowledgedAsync, left => left == 0, "everything should be acknowledged");
}
