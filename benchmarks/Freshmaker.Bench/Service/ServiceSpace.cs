using System.Security.Cryptography;
using Freshmaker.Domain.Messages;
using Freshmaker.Host.Operations;
using Microsoft.Extensions.Configuration;
using Npgsql;
using RabbitMQ.Client;

namespace Freshmaker.Bench.Service;

/// <summary>A place of its own on the servers for one benchmark: schemas, an exchange and queues, all removed in the end.</summary>
sealed class ServiceSpace : IAsyncDisposable
{
    readonly string _name = $"bench_{RandomNumberGenerator.GetHexString(8, lowercase: true)}";

    ServiceSpace(BenchContext context, bool withImages)
    {
        var keys = new Dictionary<string, string?>
        {
            ["ConnectionStrings:postgres"] = context.Postgres,
            ["ConnectionStrings:rabbitmq"] = context.RabbitMq,
            ["Freshmaker:Database:Schema"] = _name,
            ["Freshmaker:Bus:Exchange"] = _name,
            ["Freshmaker:Bus:TopicPrefixes"] = $"{_name}.prod",
            ["Freshmaker:Bus:PublishPrefix"] = $"{_name}.prod",
            ["Freshmaker:Bus:QueuePrefix"] = _name,
            // Nobody is there: what is measured never asks the outside.
            ["Freshmaker:Pdc:Url"] = "http://127.0.0.1:9/rest_api/v1",
            ["Freshmaker:Mbs:Url"] = "http://127.0.0.1:9",
            ["Freshmaker:Mbs:Token"] = "none",
            ["Freshmaker:DistGit:Url"] = "http://127.0.0.1:9",
            ["Freshmaker:Policy:allow:0:name"] = ".*",
            ["Freshmaker:Security:Authentication"] = "none",
            ["Freshmaker:Security:AllowNone"] = "true",
            // One machine asks as much as it can: that is what is measured.
            ["Freshmaker:Security:RateLimit:PerAddress"] = "0",
        };
        if (withImages)
        {
            keys["Freshmaker:Koji:HubUrl"] = "http://127.0.0.1:9/kojihub";
            keys["Freshmaker:Odcs:Url"] = "http://127.0.0.1:9";
            keys["Freshmaker:ImageCatalogue"] = "pyxis";
            keys["Freshmaker:Pyxis:GraphQLUrl"] = "http://127.0.0.1:9/graphql/";
            keys["Freshmaker:Errata:Url"] = "http://127.0.0.1:9";
            keys["Freshmaker:Pulp:Url"] = "http://127.0.0.1:9";
        }

        Keys = keys;
        var (settings, errors) = FreshmakerSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(Keys).Build());
        if (errors.Count > 0)
            throw new InvalidOperationException($"The service does not take the benchmark's settings: {string.Join("; ", errors)}");
        Settings = settings;
        Database = new NpgsqlDataSourceBuilder(context.Postgres) { ConnectionStringBuilder = { MaxPoolSize = 40 } }.Build();
    }

    /// <summary>The settings as configuration keys, for a process of its own.</summary>
    public IReadOnlyDictionary<string, string?> Keys { get; }

    public FreshmakerSettings Settings { get; }

    public NpgsqlDataSource Database { get; }

    /// <summary>The topic of a family of messages, named by its suffix.</summary>
    public string Topic(string family) => $"{_name}.prod.{family}";

    public string Queue(string family) => $"{_name}.{family}";

    public string GitReceiveTopic => Topic("git.receive");

    public string GitReceiveQueue => Queue("git.receive");

    /// <param name="withImages">The systems that images need are configured, so that their handlers are on; what is there is for whoever starts the service.</param>
    public static async Task<ServiceSpace> CreateAsync(BenchContext context, bool withImages = false)
    {
        var space = new ServiceSpace(context, withImages);
        await using var connection = await space.ConnectToBusAsync(context.Stopping);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: context.Stopping);
        await channel.ExchangeDeclareAsync(space._name, ExchangeType.Topic, durable: true, cancellationToken: context.Stopping);
        return space;
    }

    public Task<IConnection> ConnectToBusAsync(CancellationToken ct) =>
        new ConnectionFactory { Uri = Settings.Bus.Uri, ClientProvidedName = "freshmaker-bench" }.CreateConnectionAsync(ct);

    public async Task<T> AskAsync<T>(string sql, CancellationToken ct)
    {
        await using var command = Database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(ct))!;
    }

    public async ValueTask DisposeAsync()
    {
        await using (var connection = await ConnectToBusAsync(CancellationToken.None))
        await using (var channel = await connection.CreateChannelAsync())
        {
            foreach (var family in MessageParsers.All)
                await channel.QueueDeleteAsync($"{_name}.{family.TopicSuffix}", ifUnused: false, ifEmpty: false);
            await channel.ExchangeDeleteAsync(_name);
        }

        foreach (var schema in (string[])[Settings.Schema, Settings.WolverineSchema, Settings.ViewsSchema])
        {
            await using var drop = Database.CreateCommand($"drop schema if exists {schema} cascade");
            drop.CommandTimeout = 300;
            await drop.ExecuteNonQueryAsync();
        }

        await Database.DisposeAsync();
    }
}
