using Freshmaker.Domain.Messages;
using Freshmaker.Host.Bus;
using Npgsql;

namespace Freshmaker.Host.Tests.Running;

/// <summary>A host whose lines to the database and to the broker can be pulled out. Its queues are quorum queues. Tests use it one after another.</summary>
public sealed class CabledHost : IAsyncLifetime
{
    public TestHost Host { get; private set; } = null!;
    public Cable ToPostgres { get; private set; } = null!;
    public Cable ToRabbit { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var postgres = new NpgsqlConnectionStringBuilder(Settings.Postgres);
        ToPostgres = new(postgres.Host!, postgres.Port);
        ToRabbit = new(Settings.Rabbit.Host, Settings.Rabbit.Port);
        Host = await TestHost.StartAsync(values =>
        {
            values["ConnectionStrings:postgres"] = new NpgsqlConnectionStringBuilder(values["ConnectionStrings:postgres"])
            {
                Host = "127.0.0.1",
                Port = ToPostgres.Port,
                Timeout = 5,
            }.ConnectionString;
            values["ConnectionStrings:rabbitmq"] = new UriBuilder(Settings.Rabbit) { Host = "127.0.0.1", Port = ToRabbit.Port }.Uri.ToString();
            values["Freshmaker:Bus:QueueType"] = "quorum";
        });
    }

    /// <summary>How many messages the broker still has. What is not acknowledged comes back when the connection ends, so the cable is pulled out for it.</summary>
    public async Task<long> UnacknowledgedAsync()
    {
        ToRabbit.PullOut();
        var left = 0L;
        foreach (var family in MessageParsers.All)
        {
            await Eventually.BecomesAsync(() => Host.Broker.ConsumersAsync(family), consumers => consumers == 0, "the broker should notice");
            left += await Host.Broker.WaitingAsync(family);
        }

        ToRabbit.PutIn();
        await Eventually.IsAsync(() => Host.Get<BusListener>().IsListening, "the listener should be back");
        return left;
    }

    public async ValueTask DisposeAsync()
    {
        ToPostgres.PutIn();
        ToRabbit.PutIn();
        await Host.DisposeAsync();
        await ToPostgres.DisposeAsync();
        await ToRabbit.DisposeAsync();
    }
}

/// <summary>A test on the host with cables, which are in when it begins, however the one before it ended.</summary>
[Collection(CabledHosts.Name)]
public abstract class CabledTest(CabledHost cabled) : IAsyncLifetime
{
    protected CabledHost Cabled => cabled;

    protected TestHost Host => cabled.Host;

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        cabled.ToPostgres.PutIn();
        cabled.ToRabbit.PutIn();
        await Eventually.IsAsync(() => Host.Get<BusListener>().IsListening, "it should listen to the bus");
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}

[CollectionDefinition(Name)]
public sealed class CabledHosts : ICollectionFixture<CabledHost>
{
    public const string Name = "on the host with cables";
}
