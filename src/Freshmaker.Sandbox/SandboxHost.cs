using System.Net;
using Freshmaker.Sandbox.Bus;
using Freshmaker.Sandbox.Control;
using Freshmaker.Sandbox.DistGit;
using Freshmaker.Sandbox.Errata;
using Freshmaker.Sandbox.Faults;
using Freshmaker.Sandbox.Koji;
using Freshmaker.Sandbox.Lightblue;
using Freshmaker.Sandbox.Mbs;
using Freshmaker.Sandbox.Odcs;
using Freshmaker.Sandbox.Pdc;
using Freshmaker.Sandbox.Pulp;
using Freshmaker.Sandbox.Pyxis;
using Freshmaker.Sandbox.Reading;
using Freshmaker.Sandbox.World;
using Freshmaker.Sandbox.World.Images;
using Freshmaker.Sandbox.World.Images.Catalogue;

namespace Freshmaker.Sandbox;

/// <summary>A running sandbox: every outside system and its messages, in this process.</summary>
public sealed class SandboxHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SandboxHost(WebApplication app) => _app = app;

    /// <summary>Where its HTTP side is, as in <c>http://127.0.0.1:5090</c>.</summary>
    public string Url => Urls.Sandbox;

    /// <summary>What the Host takes as <c>Freshmaker:Pdc:Url</c>.</summary>
    public string PdcUrl => Urls.Pdc;

    /// <summary>What the Host takes as <c>Freshmaker:Mbs:Url</c>.</summary>
    public string MbsUrl => Urls.Mbs;

    /// <summary>What the Host takes as <c>Freshmaker:Odcs:Url</c>.</summary>
    public string OdcsUrl => Urls.Odcs;

    /// <summary>What the Host takes as <c>Freshmaker:Errata:Url</c>.</summary>
    public string ErrataUrl => Urls.Errata;

    /// <summary>What the Host takes as <c>Freshmaker:Pulp:Url</c>.</summary>
    public string PulpUrl => Urls.Pulp;

    /// <summary>What the Host takes as <c>Freshmaker:Pyxis:GraphQLUrl</c>.</summary>
    public string PyxisGraphQLUrl => Urls.PyxisGraphQLUrl;

    /// <summary>What the Host takes as <c>Freshmaker:Pyxis:RestUrl</c>.</summary>
    public string PyxisRestUrl => Urls.PyxisRestUrl;

    /// <summary>What the Host takes as <c>Freshmaker:Lightblue:Url</c>.</summary>
    public string LightblueUrl => Urls.LightblueUrl;

    /// <summary>What the Host takes as <c>Freshmaker:Koji:HubUrl</c>.</summary>
    public string KojiHubUrl => Urls.KojiHub;

    /// <summary>The images that exist now.</summary>
    public ImageShelf Shelf => _app.Services.GetRequiredService<ImageShelf>();

    /// <summary>What the Host takes as <c>Freshmaker:DistGit:Url</c> and <c>PushUrl</c>: <c>file://…/git</c>, with modules, rpms and container below.</summary>
    public string GitUrl => Urls.Git;

    /// <summary>The faults in force.</summary>
    public FaultBoard Faults => _app.Services.GetRequiredService<FaultBoard>();

    /// <summary>What the outside systems have seen.</summary>
    public SandboxCounters Counters => _app.Services.GetRequiredService<SandboxCounters>();

    /// <summary>All messages since start or reset.</summary>
    public IReadOnlyList<PublishedMessage> Messages => _app.Services.GetRequiredService<BusPublisher>().Messages;

    /// <summary>What exists at the start.</summary>
    public WorldFile World => _app.Services.GetRequiredService<WorldFile>();

    /// <summary>The images that exist now.</summary>
    public ImageShelf Images => _app.Services.GetRequiredService<ImageShelf>();

    private SandboxUrls Urls => _app.Services.GetRequiredService<SandboxUrls>();

    /// <summary>Starts a sandbox; it takes requests when this returns.</summary>
    public static async Task<SandboxHost> StartAsync(SandboxOptions options, CancellationToken cancellationToken = default)
    {
        var world = ReadWorld(options);
        var directory = new SandboxDirectory(options);
        var app = Build(options, world, directory);
        try
        {
            await app.Services.GetRequiredService<SandboxReset>().LoadAsync(cancellationToken);
            await app.StartAsync(cancellationToken);
            app.Services.GetRequiredService<SandboxUrls>().Sandbox = app.Urls.Single();
            return new(app);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>Puts everything back to what the world file says.</summary>
    public Task ResetAsync(CancellationToken cancellationToken = default) => _app.Services.GetRequiredService<SandboxReset>().ResetAsync(cancellationToken);

    /// <summary>Returns when the process is asked to stop.</summary>
    public Task WaitForShutdownAsync(CancellationToken cancellationToken = default) => _app.WaitForShutdownAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Faults.ClearAll();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static WorldFile ReadWorld(SandboxOptions options)
    {
        var world = options.WorldJson is null && options.WorldFile is { } source && GeneratedWorld.TryMake(source) is { } images
            ? new WorldFile([], [], [], null) { Images = images }
            : ReadFile(options);
        return options.Images is { } instead ? world with { Images = instead } : world;
    }

    private static WorldFile ReadFile(SandboxOptions options)
    {
        var path = options.WorldFile ?? Path.Combine(AppContext.BaseDirectory, "worlds", "modules.json");
        try
        {
            var world = WorldReader.Read(options.WorldJson ?? File.ReadAllText(path));
            return options.Images is { } images ? world with { Images = images } : world;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException("SANDBOX_WORLD", $"must be a readable file: {unreadable.Message}");
        }
    }

    private static WebApplication Build(SandboxOptions options, WorldFile world, SandboxDirectory directory)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseSetting(WebHostDefaults.ServerUrlsKey, null).ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, options.Port));
        builder.Logging.ClearProviders();
        if (options.LogToConsole)
        {
            builder.Logging.AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Warning);
        }

        builder.Services.AddSingleton(options).AddSingleton(world).AddSingleton(_ => directory)
            .AddSingleton<SandboxUrls>().AddSingleton<SandboxReset>().AddSingleton<SandboxCounters>().AddSingleton<WorldView>()
            .AddSingleton<FaultBoard>().AddSingleton<HttpFaults>()
            .AddSingleton<PdcCatalogue>()
            .AddSingleton(world.Images).AddSingleton<ImageShelf>()
            .AddSingleton<Composes>().AddSingleton<ComposeBehaviours>().AddSingleton<ComposeRunner>().AddSingleton<Advisories>()
            .AddSingleton<CatalogueIndex>().AddSingleton<PyxisSchema>().AddSingleton<LightblueDocuments>().AddSingleton<PdcContainers>()
            .AddSingleton<ModuleBuilds>().AddSingleton<ModuleBuildRunner>().AddSingleton<MbsSubmission>()
            .AddSingleton<KojiSessions>().AddSingleton<KojiMessages>().AddSingleton<KojiTasks>().AddSingleton<KojiBuildViews>()
            .AddSingleton<KojiRunner>().AddSingleton<KojiSubmission>().AddSingleton<KojiApi>()
            .AddSingleton<Repositories>().AddSingleton<Pusher>().AddSingleton<ReceiveMessages>().AddSingleton<PushGate>()
            .AddSingleton<BusPublisher>().AddHostedService(services => services.GetRequiredService<BusPublisher>())
            .AddSingleton<PushSpool>().AddHostedService(services => services.GetRequiredService<PushSpool>());

        var app = builder.Build();
        app.UseMiddleware<HttpFaults>();
        app.MapPdc();
        app.MapMbs();
        app.MapOdcs();
        app.MapErrata();
        app.MapPulp();
        app.MapPyxis();
        app.MapLightblue();
        app.MapKoji();
        app.MapControl();
        return app;
    }
}
