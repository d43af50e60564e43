using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Bus;
using Freshmaker.Host.Publishing;
using Freshmaker.Host.Rebuilding;
using JasperFx.Events;
using JasperFx.Events.Daemon;
using Marten;
using Marten.Events.Daemon.Coordination;
using Marten.Services;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Weasel.Core;
using Wolverine;
using Wolverine.Marten;

namespace Freshmaker.Host.Tests.Publishing;

/// <summary>An event store and what tells the bus of it, on a real PostgreSQL and a real RabbitMQ, in a schema and under a prefix of their own.</summary>
sealed class PublishingHost(string schema, string prefix) : IAsyncDisposable
{
    const string Exchange = "amq.topic";
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);
    readonly Line _toDatabase = new(Postgres.Host!, Postgres.Port);
    readonly Line _toBroker = new(Broker.Host, Broker.Port > 0 ? Broker.Port : 5672);
    readonly NpgsqlDataSource _ours = NpgsqlDataSource.Create(Postgres);
    IHost? _host;

    public static Uri Broker => new(Setting("ConnectionStrings__rabbitmq"));

    static NpgsqlConnectionStringBuilder Postgres => new(Setting("ConnectionStrings__postgres"));

    public string Prefix => prefix;
    public Line ToBroker => _toBroker;
    public Line ToDatabase => _toDatabase;
    public IServiceProvider Services => _host!.Services;
    IDocumentStore Store => Services.GetRequiredService<IDocumentStore>();

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <param name="wolverine">Wolverine distributes the subscription, as in the service; else Marten's own daemon runs it.</param>
    public static async Task<PublishingHost> StartAsync(bool wolverine = false)
    {
        var unique = Guid.CreateVersion7().ToString("N");
        var host = new PublishingHost($"publishing_{unique}", $"test.{unique}");
        await host.RunAsync(wolverine);
        return host;
    }

    public Task<Subscriber> SubscribeAsync() => Subscriber.ListenAsync(Broker, Exchange, prefix, Ct);

    public async Task RunAsync(bool wolverine = false)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(new BusOptions(new UriBuilder(Broker) { Host = "127.0.0.1", Port = _toBroker.Port }.Uri, Exchange, [prefix], prefix, prefix, "classic", 100));
        builder.Services.AddSingleton<BusConnection>();
        builder.Services.AddSingleton(_ => NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(Postgres.ConnectionString) { Host = "127.0.0.1", Port = _toDatabase.Port, MaxPoolSize = 30 }));
        var marten = builder.Services.AddMarten(m =>
        {
            m.DatabaseSchemaName = schema;
            m.UseSystemTextJsonForSerialization(EnumStorage.AsString, Casing.CamelCase, o => o.AllowOutOfOrderMetadataProperties = true);
            m.Events.StreamIdentity = StreamIdentity.AsString;
            m.Events.UseMandatoryStreamTypeDeclaration = true;
            m.Events.MetadataConfig.EnableAll();
            m.Projections.Errors.SkipApplyErrors = false;
            EventNames.Map(m.Events);
        }).UseLightweightSessions().UseNpgsqlDataSource().AddStateChangePublishing();
        if (wolverine)
        {
            marten.IntegrateWithWolverine(i =>
            {
                i.MessageStorageSchemaName = $"{schema}_w";
                i.UseWolverineManagedEventSubscriptionDistribution = true;
            });
            builder.UseWolverine(w =>
            {
                w.Discovery.DisableConventionalDiscovery();
                // As in the service, which notices and restarts what the daemon has paused; here it looks more often.
                w.Durability.HealthCheckPollingTime = w.Durability.CheckAssignmentPeriod = TimeSpan.FromSeconds(1);
            });
        }
        else
        {
            marten.AddAsyncDaemon(DaemonMode.Solo);
        }

        _host = builder.Build();
        await Store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();
        await _host.StartAsync(Ct);
    }

    public async Task StopAsync()
    {
        if (_host is not { } host)
            return;
        _host = null;
        await host.StopAsync(CancellationToken.None);
        host.Dispose();
    }

    /// <summary>Saves the steps of a story from one on, each in a transaction of its own.</summary>
    public async Task SaveAsync(Story story, int from = 0)
    {
        for (var i = from; i < story.Steps.Count; i++)
        {
            await using var session = Store.LightweightSession(SessionOptions.ForConnectionString(Postgres.ConnectionString));
            if (i == 0)
                session.Events.StartStream<Rebuild>(story.Id, story.Steps[i]);
            else
                session.Events.Append(story.Id, story.Steps[i].Cast<object>());
            await session.SaveChangesAsync(Ct);
        }
    }

    public Task SaveAsync(IEnumerable<Story> stories) => Parallel.ForEachAsync(
        stories, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = Ct }, async (story, _) => await SaveAsync(story));

    /// <summary>Waits until the stored position is the end of history.</summary>
    public async Task ToldAsync()
    {
        var deadline = TimeProvider.System.GetUtcNow() + Patience;
        while (await PositionAsync() is var position && position < await LastAsync())
        {
            if (TimeProvider.System.GetUtcNow() > deadline)
                Assert.Fail($"The subscription stands at {position} of {await LastAsync()}.");
            await Task.Delay(50, Ct);
        }
    }

    public async Task<long> PositionAsync() => (await Store.Advanced.AllProjectionProgress(token: Ct))
        .FirstOrDefault(s => s.ShardName.StartsWith(StateChangePublisher.SubscriptionName, StringComparison.Ordinal))?.Sequence ?? 0;

    public async Task<long> LastAsync() => (await Store.Advanced.FetchEventStoreStatistics(token: Ct)).EventSequenceNumber;

    public async Task<long> NumberOfAsync(Story story)
    {
        await using var session = Store.QuerySession();
        return (await session.Events.FetchStreamAsync(story.Id, version: 1, token: Ct))[0].Sequence;
    }

    /// <summary>Sets the subscription back to a place in history.</summary>
    public Task RewindAsync(long to) => Daemon.RewindSubscriptionAsync(StateChangePublisher.SubscriptionName, Ct, to);

    public IProjectionDaemon Daemon => Services.GetRequiredService<Marten.Events.Daemon.Coordination.IProjectionCoordinator>().DaemonForMainDatabase();

    static string Setting(string name) => Environment.GetEnvironmentVariable(name)
        ?? throw new InvalidOperationException($"Set {name} (./test does it).");

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _toBroker.DisposeAsync();
        await _toDatabase.DisposeAsync();
        foreach (var name in (string[])[schema, $"{schema}_w"])
        {
            await using var drop = _ours.CreateCommand($"drop schema if exists {name} cascade");
            await drop.ExecuteNonQueryAsync(CancellationToken.None);
        }

        await _ours.DisposeAsync();
    }
}
