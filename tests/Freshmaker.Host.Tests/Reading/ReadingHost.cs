using System.Net.Http.Json;
using System.Text.Json;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning.Images;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.GraphQL;
using Freshmaker.Host.GraphQL.Limits;
using Freshmaker.Host.Graphs;
using Freshmaker.Host.Rebuilding;
using Freshmaker.Host.Rest;
using Freshmaker.Host.Rest.Http;
using Freshmaker.Host.Security;
using Freshmaker.Host.Tests.Running;
using Freshmaker.Projections;
using JasperFx.Events;
using JasperFx.Events.Daemon;
using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Weasel.Core;

namespace Freshmaker.Host.Tests.Reading;

/// <summary>The reading side alone on a real PostgreSQL: an event store, the read models, and the endpoint. In schemas of its own, dropped afterwards.</summary>
public sealed class ReadingHost : IAsyncDisposable
{
    readonly WebApplication _app;
    readonly IProjectionDaemon _daemon;
    readonly string _schema;

    ReadingHost(WebApplication app, IProjectionDaemon daemon, string schema)
    {
        (_app, _daemon, _schema) = (app, daemon, schema);
        Database = app.Services.GetRequiredService<NpgsqlDataSource>();
        Client = new() { BaseAddress = new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()) };
    }

    public HttpClient Client { get; }
    public IDocumentStore Store => _app.Services.GetRequiredService<IDocumentStore>();
    public NpgsqlDataSource Database { get; }
    public IServiceProvider Services => _app.Services;
    public string Schema => _schema;
    public string Views => $"{_schema}_views";
    public Uri Url => new(Client.BaseAddress!, "/graphql");
    public CapturedLog Log => _app.Services.GetRequiredService<CapturedLog>();

    /// <param name="batchSize">Events in a page of a projection.</param>
    /// <param name="caller">Who sends all requests; null: whoever they say.</param>
    public static async Task<ReadingHost> StartAsync(int batchSize = 500, Action<GraphQLLimits>? limits = null, Action<IServiceCollection>? configure = null, Caller? caller = null, Action<WebApplication>? use = null)
    {
        var postgres = Environment.GetEnvironmentVariable("ConnectionStrings__postgres")
            ?? throw new InvalidOperationException("Set ConnectionStrings__postgres to a PostgreSQL database (./test does it).");
        var schema = $"reading_{Guid.CreateVersion7():N}";
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var log = new CapturedLog();
        builder.Logging.AddProvider(log);
        builder.Services.AddSingleton(log);
        builder.Services.AddSingleton(NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(postgres) { MaxPoolSize = 20 })); // several hosts share the server
        builder.Services.AddMarten(m =>
        {
            m.DatabaseSchemaName = schema;
            m.UseSystemTextJsonForSerialization(EnumStorage.AsString, Casing.CamelCase, o => o.AllowOutOfOrderMetadataProperties = true);
            m.Events.StreamIdentity = StreamIdentity.AsString;
            m.Events.UseMandatoryStreamTypeDeclaration = true;
            m.Events.MetadataConfig.EnableAll();
            m.Projections.Errors.SkipApplyErrors = false;
            EventNames.Map(m.Events);
            m.AddReadModels($"{schema}_views", shard => shard.BatchSize = batchSize);
        }).UseLightweightSessions().UseNpgsqlDataSource();
        builder.Services.AddReadModelQueries($"{schema}_views");
        builder.Services.AddSingleton(new MessageParsers(["org.fedoraproject.prod"])).AddSingleton(new RebuildHandlers([]));
        builder.Services.AddFreshmakerGraphQL(limits);
        builder.Services.AddSingleton(new TrustedProxies(address => address is not null && System.Net.IPAddress.IsLoopback(address))).AddSingleton(new AuthenticationName("noauth"));
        builder.Services.AddFreshmakerRest();
        builder.Services.AddSingleton(new ImagePlanningOptions());
        builder.Services.AddSingleton(Settings.AllowAll);
        configure?.Invoke(builder.Services);
        var app = builder.Build();
        app.UseFreshmakerRest();
        app.Use((http, next) =>
        {
            // Whoever the tests say asks; without a word the one who may all.
            var role = http.Request.Headers.TryGetValue("X-Role", out var named) ? Enum.Parse<Role>(named!) : Role.Admin;
            http.Features.Set(caller ?? new Caller(http.Request.Headers.TryGetValue("X-Name", out var name) ? name.ToString() : "somebody", new HashSet<Role> { role }));
            return next(http);
        });
        use?.Invoke(app);
        app.MapRest();
        app.MapFreshmakerGraphQL("/graphql");
        app.MapPlanGraphs();

        var store = app.Services.GetRequiredService<IDocumentStore>();
        await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();
        var daemon = await store.BuildProjectionDaemonAsync();
        await app.StartAsync();
        return new(app, daemon, schema);
    }

    /// <summary>Records a history and waits until the read models show it.</summary>
    public async Task RecordAsync(params IEnumerable<History> histories)
    {
        await AppendAsync(histories);
        await CatchUpAsync();
    }

    public async Task AppendAsync(params IEnumerable<History> histories)
    {
        foreach (var history in histories)
        {
            await using var session = Store.LightweightSession();
            (session.CausationId, session.CorrelationId) = ($"caused {history.Id}", "trace 1");
            if (history.TakeNew() is { Count: > 0 } events)
                history.Append(session, events);
            await session.SaveChangesAsync(TestContext.Current.CancellationToken);
        }
    }

    public Task CatchUpAsync() => _daemon.CatchUpAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

    public Task RebuildAsync(string readModel) => _daemon.RebuildProjectionAsync(readModel, TestContext.Current.CancellationToken);

    /// <summary>All rows of a table as text, in the order of their keys.</summary>
    public async Task<List<string>> RowsAsync(string table)
    {
        await using var command = Database.CreateCommand($"select to_jsonb(t)::text from {Views}.{table} t order by 1");
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var rows = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            rows.Add(reader.GetString(0));
        return rows;
    }

    /// <summary>Makes all rows of a table wrong, their keys too: an update would not mend them.</summary>
    public async Task SpoilAsync(string table)
    {
        var key = table switch { "rebuilds" => "id", "rebuild_artifacts" => "artifact", "rebuild_cves" => "cve", "artifacts" => "name", _ => "rebuild" };
        await using var command = Database.CreateCommand($"update {Views}.{table} set {key} = 'spoilt ' || {key}");
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The data of an answer that must hold no errors.</summary>
    public async Task<JsonElement> AskAsync(string query, object? variables = null)
    {
        var answer = await PostAsync(query, variables);
        answer.TryGetProperty("errors", out var errors).ShouldBeFalse(errors.ToString());
        return answer.GetProperty("data");
    }

    /// <summary>The data of an answer to somebody of this role.</summary>
    public async Task<JsonElement> AskAsAsync(Role role, string query, object? variables = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = JsonContent.Create(new { query, variables }) };
        request.Headers.Add("X-Role", $"{role}");
        using var response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        answer.TryGetProperty("errors", out var errors).ShouldBeFalse(errors.ToString());
        return answer.GetProperty("data");
    }

    /// <summary>The whole answer.</summary>
    public async Task<JsonElement> PostAsync(string query, object? variables = null)
    {
        using var response = await SendAsync(query, variables);
        return await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }

    /// <summary>The response to a client that knows the media type of GraphQL.</summary>
    public Task<HttpResponseMessage> SendAsync(string query, object? variables = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = JsonContent.Create(new { query, variables }) };
        request.Headers.Accept.Add(new("application/graphql-response+json"));
        return Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public Task StopAsync() => _app.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _daemon.Dispose();
        await using (var command = Database.CreateCommand($"drop schema if exists {_schema} cascade; drop schema if exists {Views} cascade"))
            await command.ExecuteNonQueryAsync();
        await _app.DisposeAsync();
        await Database.DisposeAsync(); // an instance that was given to the container is not the container's to dispose of
    }
}
