using Npgsql;

namespace Freshmaker.EndToEnd.Tests.Harness;

/// <summary>How a world differs from the usual one.</summary>
public sealed record WorldOptions
{
    /// <summary>How long a module build stays in each state.</summary>
    public string Delay { get; init; } = "50ms";

    /// <summary>The sandbox's world: a path, or one to generate; null for the one that comes with it.</summary>
    public string? SandboxWorld { get; init; }

    /// <summary>Further settings of the sandbox.</summary>
    public IReadOnlyDictionary<string, string?> SandboxSettings { get; init; } = new Dictionary<string, string?>();

    /// <summary>Further settings of the Host; null removes one.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();
}

/// <summary>
/// One world: a sandbox, an exchange, queues and schemas of its own on the shared servers, and the Hosts that a test starts in it. What happens in it
/// is seen by nobody else, and nothing of it stays.
/// </summary>
public sealed class World : IAsyncDisposable
{
    public const string MbsToken = "sandbox-token";

    readonly string _name;
    readonly WorldOptions _options;
    readonly TcpForwarder _toPostgres;
    readonly TcpForwarder _toRabbit;
    readonly List<HostProcess> _hosts = [];
    SandboxProcess? _sandbox;

    World(WorldOptions options)
    {
        _options = options;
        _name = $"e2e_{Guid.CreateVersion7().ToString("N")[^12..]}";
        var (postgres, rabbit) = (new NpgsqlConnectionStringBuilder(Postgres), new Uri(Rabbit));
        _toPostgres = new(postgres.Host!, postgres.Port);
        _toRabbit = new(rabbit.Host, rabbit.Port < 0 ? 5672 : rabbit.Port);
        Database = new(Postgres, _name);
        Broker = new(Rabbit, _name, _name);
    }

    public static string Postgres => Given("ConnectionStrings__postgres");

    public static string Rabbit => Given("ConnectionStrings__rabbitmq");

    public static WorldMap Map { get; } = new(Binaries.SandboxWorld, "vaultkeeper:1"); // as sandbox.settings.json has it

    public Database Database { get; }

    public Broker Broker { get; }

    public SandboxClient Sandbox => _sandbox!.Client;

    /// <summary>Between the Hosts and PostgreSQL.</summary>
    public TcpForwarder PostgresLine => _toPostgres;

    /// <summary>Between the Hosts and RabbitMQ.</summary>
    public TcpForwarder RabbitLine => _toRabbit;

    /// <summary>The Host that was started last.</summary>
    public HostProcess Host => _hosts[^1];

    /// <summary>Everything that a Host of this world is started with.</summary>
    public Dictionary<string, string?> HostEnvironment
    {
        get
        {
            var environment = new Dictionary<string, string?>
            {
                ["ConnectionStrings__postgres"] = new NpgsqlConnectionStringBuilder(Postgres) { Host = "127.0.0.1", Port = _toPostgres.Port }.ConnectionString,
                ["ConnectionStrings__rabbitmq"] = new UriBuilder(Rabbit) { Host = "127.0.0.1", Port = _toRabbit.Port }.Uri.ToString(),
                ["FRESHMAKER_SETTINGS"] = Binaries.SandboxSettings,
                ["Freshmaker__Bus__Exchange"] = _name,
                ["Freshmaker__Bus__QueuePrefix"] = _name,
                ["Freshmaker__Database__Schema"] = _name,
                ["Freshmaker__Pdc__Url"] = _sandbox!.Urls["pdc"],
                ["Freshmaker__Mbs__Url"] = _sandbox.Urls["mbs"],
                ["Freshmaker__Mbs__Token"] = MbsToken,
                ["Freshmaker__DistGit__Url"] = _sandbox.Urls["dist-git"],
                ["Freshmaker__DistGit__PushUrl"] = _sandbox.Urls["dist-git"],
                ["Freshmaker__DistGit__Author"] = "Freshmaker <freshmaker@tests.invalid>",
                ["Freshmaker__Koji__HubUrl"] = $"{_sandbox.Urls["sandbox"]}/kojihub",
                ["Freshmaker__Koji__SourceUrl"] = "git://dist-git.sandbox.invalid",
                ["Freshmaker__Koji__Auth"] = "password",
                ["Freshmaker__Koji__User"] = "freshmaker",
                ["Freshmaker__Koji__Password"] = "sandbox-password",
                ["Freshmaker__Odcs__Url"] = $"{_sandbox.Urls["sandbox"]}/odcs",
                ["Freshmaker__ImageCatalogue"] = "pyxis",
                ["Freshmaker__Pyxis__GraphQLUrl"] = $"{_sandbox.Urls["sandbox"]}/pyxis/graphql",
                ["Freshmaker__Pyxis__RestUrl"] = $"{_sandbox.Urls["sandbox"]}/pyxis",
                ["Freshmaker__Errata__Url"] = $"{_sandbox.Urls["sandbox"]}/errata",
                ["Freshmaker__Pulp__Url"] = _sandbox.Urls["sandbox"],
                ["Freshmaker__SingleNode"] = "true",
                ["Freshmaker__Security__Authentication"] = "none",
                ["Freshmaker__Security__AllowNone"] = "true",
                ["Freshmaker__Retry__FirstDelay"] = "00:00:01",
                ["Freshmaker__Reconcile__Every"] = "00:00:05",
                ["Freshmaker__Reconcile__SilentFor"] = "00:00:05",
            };
            foreach (var (key, value) in _options.Settings)
                environment[key] = value;
            return environment;
        }
    }

    /// <summary>A world whose sandbox runs, and no Host yet.</summary>
    public static async Task<World> CreateAsync(WorldOptions? options = null)
    {
        var world = new World(options ?? new());
        try
        {
            await world.Broker.DeclareExchangeAsync();
            world._sandbox = await SandboxProcess.StartAsync(Rabbit, world._name, world._options.Delay, world._options.SandboxWorld, world._options.SandboxSettings);
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    /// <summary>A world with a Host that is ready.</summary>
    public static async Task<World> StartAsync(WorldOptions? options = null)
    {
        var world = await CreateAsync(options);
        try
        {
            await world.StartHostAsync();
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a Host; earlier ones go on if they were not killed.</summary>
    public async Task<HostProcess> StartHostAsync()
    {
        var host = BeginHost();
        await host.UntilReadyAsync();
        return host;
    }

    /// <summary>Starts a Host and does not wait for it.</summary>
    public HostProcess BeginHost()
    {
        var host = HostProcess.Begin(HostEnvironment);
        _hosts.Add(host);
        return host;
    }

    /// <summary>What its processes wrote, for whoever has to find out why a test failed.</summary>
    public string Logs => string.Join('\n', [.. _hosts.Select((h, i) => $"--- host {i + 1} of {_hosts.Count}\n{h.Log()}"), $"--- sandbox\n{_sandbox?.Log}"]);

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
            await host.DisposeAsync();
        if (_sandbox is not null)
            await _sandbox.DisposeAsync();
        await _toPostgres.DisposeAsync();
        await _toRabbit.DisposeAsync();
        await Broker.DeleteAsync();
        await Database.DropAsync();
        await Database.DisposeAsync();
    }

    static string Given(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value
        ? value
        : throw new InvalidOperationException($"{variable} must be set: ./test starts the servers and sets it");
}
