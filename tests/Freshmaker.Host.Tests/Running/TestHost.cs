using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Bus;
using Freshmaker.Host.GraphQL;
using Freshmaker.Host.Graphs;
using Freshmaker.Host.Operations;
using Freshmaker.Host.Rebuilding;
using Freshmaker.Host.Rest;
using Freshmaker.Host.Security;
using JasperFx.Events;
using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Serilog;
using Wolverine;

namespace Freshmaker.Host.Tests.Running;

/// <summary>The whole host as it is composed, on real PostgreSQL and RabbitMQ, in schemas, queues and an exchange of its own. Only the outside is in memory.</summary>
public sealed class TestHost : IAsyncDisposable
{
    readonly WebApplication _app;

    TestHost(WebApplication app, FreshmakerSettings settings, Broker broker, CapturedLines log)
    {
        (_app, HostSettings, Broker, Log) = (app, settings, broker, log);
        Client = new() { BaseAddress = new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()) };
    }

    public CatalogueInMemory Catalogue => Get<CatalogueInMemory>();
    public SourcesInMemory Sources => Get<SourcesInMemory>();
    public KojiInMemory Koji => Get<KojiInMemory>();
    public ComposesInMemory Odcs => Get<ComposesInMemory>();
    public BuildSystemInMemory Mbs => Get<BuildSystemInMemory>();
    public IDocumentStore Store => Get<IDocumentStore>();
    public FreshmakerSettings HostSettings { get; }
    public Broker Broker { get; }

    /// <summary>A way to the database that does not go through the host.</summary>
    public NpgsqlDataSource Database { get; } = NpgsqlDataSource.Create(Settings.Postgres);
    public CapturedLines Log { get; }
    public HttpClient Client { get; }

    public T Get<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    public IEnumerable<T> All<T>() => _app.Services.GetServices<T>();

    public static async Task<TestHost> StartAsync(Action<Dictionary<string, string?>>? configure = null)
    {
        var values = Settings.Of($"host_{Guid.CreateVersion7():N}");
        configure?.Invoke(values);
        var (settings, errors) = Settings.Read(values);
        errors.ShouldBeEmpty();
        var broker = await Broker.ConnectAsync(settings.Bus);

        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var log = new CapturedLines();
        builder.Logging.ClearProviders();
        // Several hosts run at once: without its own, a logger made late would be that of the host started last.
        builder.Services.AddSerilog(l => l.WhatIsLogged(builder.Configuration).WriteTo.Sink(log), preserveStaticLogger: true);
        builder.AddFreshmaker(settings);
        builder.Services.AddSingleton<TimeProvider>(new HastyClock());
        builder.Services.AddSingleton<CatalogueInMemory>().AddSingleton<IModuleCatalogue>(p => p.GetRequiredService<CatalogueInMemory>());
        builder.Services.AddSingleton<SourcesInMemory>().AddSingleton<ISourceRepository>(p => p.GetRequiredService<SourcesInMemory>());
        builder.Services.AddSingleton<BuildSystemInMemory>().AddSingleton<IModuleBuildSystem>(p => p.GetRequiredService<BuildSystemInMemory>());
        builder.Services.AddSingleton<KojiInMemory>().AddSingleton<IImageBuildSystem>(p => p.GetRequiredService<KojiInMemory>());
        builder.Services.AddSingleton<ComposesInMemory>().AddSingleton<IComposes>(p => p.GetRequiredService<ComposesInMemory>());
        var app = builder.Build();
        app.UseFreshmakerSecurity();
        app.UseFreshmakerRest();
        app.Use(TestCaller.ReadAsync);
        app.MapHealth();
        app.MapFreshmakerGraphQL("/graphql");
        app.MapPlanGraphs();
        app.MapRest();
        await app.StartAsync();
        await Eventually.IsAsync(() => app.Services.GetRequiredService<BusListener>().IsListening, "it should listen to the bus");
        return new(app, settings, broker, log);
    }

    /// <summary>Takes deliveries together, as the listener does.</summary>
    public Task TakeAsync(params IEnumerable<WireMessage> deliveries) =>
        Get<Intake>().TakeAsync([.. deliveries.Select(d => Incoming.Of(d, Get<MessageParsers>()))], TestContext.Current.CancellationToken);

    /// <summary>Takes one and names its rebuild.</summary>
    public async Task<string> OpenAsync(WireMessage delivery)
    {
        await TakeAsync(delivery);
        return IdOf(delivery);
    }

    /// <summary>What a crash leaves when it comes between the commit and the sending, and the envelopes are lost: the stream and its index.</summary>
    public async Task<string> OpenWithoutOrdersAsync(WireMessage delivery)
    {
        var message = BusMessageReader.Read(delivery).Message!;
        var id = RebuildId.Of(message.Id);
        var trigger = ((ParseResult.Triggered)Get<MessageParsers>().Parse(message)).Trigger;
        var opened = Receiving.Open(message, trigger, Get<RebuildHandlers>().For(trigger), CascadePosition.First(id));
        await using var session = Store.LightweightSession();
        session.Events.StartStream<Rebuild>(id, opened.Events);
        RebuildIndex.Write(session, opened);
        await session.SaveChangesAsync(TestContext.Current.CancellationToken);
        return id;
    }

    /// <summary>A rebuild of one build, planned at that time and come as far as this then.</summary>
    public async Task<string> OpenAtAsync(DateTimeOffset then, PlannedBuild build, Func<Rebuild, Decision> begin)
    {
        const string handler = "ModulesOnMetadataChange";
        var message = BusMessageReader.Read(Wire.ModuleChange(Wire.Unique("module"), Wire.Commit())).Message!;
        var id = RebuildId.Of(message.Id);
        var opened = Receiving.Open(message, ((ParseResult.Triggered)Get<MessageParsers>().Parse(message)).Trigger, [handler], CascadePosition.First(id));
        var decision = (opened with { After = opened.After with { Moment = new(then) } })
            .Then(r => r.RecordPlan(handler, new([build], []), Settings.AllowAll, new Dictionary<string, string>())).Then(begin);
        await using var session = Store.LightweightSession();
        session.Events.StartStream<Rebuild>(id, decision.Events);
        RebuildIndex.Write(session, decision);
        await session.SaveChangesAsync(TestContext.Current.CancellationToken);
        return id;
    }

    public static string IdOf(WireMessage delivery) => RebuildId.Of(delivery.MessageId!);

    /// <summary>MBS moves a build on and says so.</summary>
    public async Task<string> ReportAsync(long build, ModuleBuildState state, string? reason = null) =>
        await OpenAsync(Wire.State(Mbs.Move(build, state, reason)));

    public async Task SendAsync(object command)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IMessageBus>().PublishAsync(command);
    }

    public async Task<IReadOnlyList<IEvent>> HistoryAsync(string rebuildId)
    {
        await using var session = Store.QuerySession();
        return await session.Events.FetchStreamAsync(rebuildId, token: TestContext.Current.CancellationToken);
    }

    public async Task<IReadOnlyList<T>> FactsAsync<T>(string rebuildId) => [.. (await HistoryAsync(rebuildId)).Select(e => e.Data).OfType<T>()];

    public async Task<Rebuild> StateAsync(string rebuildId) =>
        (await HistoryAsync(rebuildId)).Select(e => (IRebuildEvent)e.Data).Aggregate(new Rebuild(rebuildId), Rebuild.Fold);

    public Task<Rebuild> UntilAsync(string rebuildId, Func<Rebuild, bool> isSo, string what) => Eventually.BecomesAsync(() => StateAsync(rebuildId), isSo, what);

    public Task<Rebuild> UntilOverAsync(string rebuildId) => UntilAsync(rebuildId, r => r.IsOver, "the rebuild should end");

    /// <summary>Waits until MBS builds this module for the rebuild, and names the build.</summary>
    public async Task<long> UntilBuildingAsync(string rebuildId, string module) =>
        (await UntilAsync(rebuildId, r => r.Builds.GetValueOrDefault(KeyOf(module))?.Phase == BuildPhase.Building, $"{module} should be building"))
        .Builds[KeyOf(module)].ExternalId!.Value;

    public static string KeyOf(string module) => Domain.Artifacts.Artifact.Module(module, "1").Key;

    /// <summary>Messages that could not be processed, as an operator sees them.</summary>
    public async Task<IReadOnlyList<string>> DeadLettersAboutAsync(string words)
    {
        await using var command = Database.CreateCommand(
            $"select exception_type || ' ' || exception_message from {HostSettings.WolverineSchema}.wolverine_dead_letters where position($1 in exception_message) > 0");
        command.Parameters.Add(new() { Value = words });
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var found = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            found.Add(reader.GetString(0));
        return found;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await _app.StopAsync(patience.Token);
        await Broker.DisposeAsync();
        await _app.DisposeAsync();
        await using (var drop = Database.CreateCommand(string.Join(
            "; ", new[] { HostSettings.Schema, HostSettings.WolverineSchema, HostSettings.ViewsSchema }.Select(s => $"drop schema if exists {s} cascade"))))
            await drop.ExecuteNonQueryAsync();
        await Database.DisposeAsync();
    }
}
