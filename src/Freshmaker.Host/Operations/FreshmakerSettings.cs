using System.Text.RegularExpressions;
using Freshmaker.Domain.Planning.Images;
using Freshmaker.Domain.Policies;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Bus;
using Freshmaker.Host.Operations.Policies;
using Freshmaker.Host.Rebuilding;
using Freshmaker.Host.Rebuilding.Outside;
using Freshmaker.Host.Rebuilding.Reconciling;
using Freshmaker.Host.Security.Settings;
using Freshmaker.Integrations.DistGit;
using Freshmaker.Integrations.Http;
using Freshmaker.Integrations.Mbs;
using Freshmaker.Integrations.Pdc;
using Npgsql;

namespace Freshmaker.Host.Operations;

/// <summary>Everything that is configured, read and checked once at start. docs/operations.md lists the keys.</summary>
public sealed partial record FreshmakerSettings
{
    public required string Postgres { get; init; }
    public required string Schema { get; init; }
    public required BusOptions Bus { get; init; }
    public required PdcOptions Pdc { get; init; }
    public required MbsOptions Mbs { get; init; }
    public required DistGitOptions DistGit { get; init; }
    public required Policy Policy { get; init; }
    public required IReadOnlyList<Type> Handlers { get; init; }
    public required RetryBudget Retry { get; init; }
    public required ReconcileOptions Reconcile { get; init; }
    public required BuildOptions Builds { get; init; }
    public required ImageSystemOptions Images { get; init; }
    public required ImagePlanningOptions Planning { get; init; }
    public required SourceAddresses Sources { get; init; }
    public required SecuritySettings Security { get; init; }
    public required GraphQLSettings GraphQL { get; init; }
    public required bool SingleNode { get; init; }
    public required int Port { get; init; }

    /// <summary>
    /// PostgreSQL asks after a silent client after 15 seconds instead of two hours. Locks are those of connections, and the other nodes wait for those of a machine
    /// that is gone.
    /// </summary>
    const string Keepalive = "-c tcp_keepalives_idle=15 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3";

    public string WolverineSchema => $"{Schema}_wolverine";
    public string ViewsSchema => $"{Schema}_views";

    /// <param name="isDevelopment">Whether this is a developer's machine, where no authentication at all may be configured.</param>
    public static (FreshmakerSettings Settings, IReadOnlyList<string> Errors) Read(IConfiguration configuration, bool isDevelopment = false)
    {
        var read = new SettingsReader(configuration);
        var images = ImageSystems.Read(read);
        var settings = new FreshmakerSettings
        {
            Postgres = ReadPostgres(read),
            Schema = ReadSchema(read),
            Bus = ReadBus(read),
            Pdc = new()
            {
                Url = read.Uri("Freshmaker:Pdc:Url", "the root of PDC's API, such as https://pdc.example.org/rest_api/v1", "https", "http"),
                Limits = ReadLimits(read, "Freshmaker:Pdc:Limits"),
            },
            Mbs = new()
            {
                Url = read.Uri("Freshmaker:Mbs:Url", "the root of MBS, such as https://mbs.example.org", "https", "http"),
                Token = read.Text("Freshmaker:Mbs:Token"),
                TokenFile = read.Text("Freshmaker:Mbs:TokenFile"),
                Limits = ReadLimits(read, "Freshmaker:Mbs:Limits"),
            },
            DistGit = ReadDistGit(read),
            Policy = PolicySettings.Read(read),
            Handlers = HandlerSettings.Read(read, images.Missing),
            Images = images,
            Planning = PlanningSettings.Read(read),
            Builds = ReadBuilds(read),
            Sources = new(KojiSources.Read(read, images.Koji is not null), read.Flag("Freshmaker:Koji:Scratch", false)),
            Retry = new(
                read.Number("Freshmaker:Retry:Attempts", RetryBudget.Default.Attempts, 1, 100),
                read.Duration("Freshmaker:Retry:FirstDelay", RetryBudget.Default.FirstDelay, TimeSpan.FromHours(1)),
                read.Duration("Freshmaker:Retry:MaxDelay", RetryBudget.Default.MaxDelay, TimeSpan.FromDays(1))),
            Reconcile = new(
                read.Duration("Freshmaker:Reconcile:Every", TimeSpan.FromMinutes(1), TimeSpan.FromDays(1)),
                read.Duration("Freshmaker:Reconcile:SilentFor", TimeSpan.FromMinutes(5), TimeSpan.FromDays(30))),
            Security = SecurityReader.Read(read, isDevelopment),
            GraphQL = GraphQLSettings.Read(read),
            SingleNode = read.Flag("Freshmaker:SingleNode", false),
            Port = read.Number("FRESHMAKER_PORT", 5080, 0, 65535),
        };
        if (settings.Reconcile.Every == TimeSpan.Zero)
            read.Refuse("Freshmaker:Reconcile:Every must be longer than nothing");
        if (read.Errors.Count == 0)
        {
            foreach (var error in (string[])[.. settings.Pdc.Validate(), .. settings.Mbs.Validate(), .. settings.DistGit.Validate()])
                read.Refuse(error);
        }

        read.RefuseUnknown("Freshmaker");
        return (settings, read.Errors);
    }

    static string ReadPostgres(SettingsReader read)
    {
        const string key = "ConnectionStrings:postgres";
        var text = read.Required(key, "how to reach PostgreSQL, such as Host=localhost;Database=freshmaker;Username=…");
        try
        {
            var connection = new NpgsqlConnectionStringBuilder(text);
            connection.Options ??= Keepalive;
            return connection.ConnectionString;
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            // The message can quote the value, and the value holds a password.
            read.Refuse($"{key} must be an Npgsql connection string (Key=Value;…)");
            return "";
        }
    }

    static string ReadSchema(SettingsReader read)
    {
        const string key = "Freshmaker:Database:Schema";
        var schema = read.Text(key, "freshmaker")!;
        if (!SchemaName().IsMatch(schema))
            read.Refuse($"{key} must be 1 to 40 lower-case letters, digits or underscores and begin with a letter (it is '{schema}')");
        return schema;
    }

    static BusOptions ReadBus(SettingsReader read)
    {
        var bus = new BusOptions(
            read.Uri("ConnectionStrings:rabbitmq", "how to reach RabbitMQ, such as amqps://user:password@host/vhost", "amqp", "amqps"),
            read.Text("Freshmaker:Bus:Exchange", "amq.topic")!,
            read.List("Freshmaker:Bus:TopicPrefixes", "org.fedoraproject.prod"),
            read.Text("Freshmaker:Bus:PublishPrefix", "org.fedoraproject.prod")!,
            read.Text("Freshmaker:Bus:QueuePrefix", "freshmaker")!,
            read.OneOf("Freshmaker:Bus:QueueType", "quorum", "quorum", "classic"),
            (ushort)read.Number("Freshmaker:Bus:Prefetch", 1000, 1, 10_000));
        if (bus.TopicPrefixes.Count == 0)
            read.Refuse("Freshmaker:Bus:TopicPrefixes must name at least one prefix");
        return bus;
    }

    static DistGitOptions ReadDistGit(SettingsReader read)
    {
        var url = read.Required("Freshmaker:DistGit:Url", "where sources are read, such as https://src.example.org");
        var defaults = new DistGitOptions();
        return new()
        {
            Url = url,
            PushUrl = read.Text("Freshmaker:DistGit:PushUrl", url)!,
            Author = read.Text("Freshmaker:DistGit:Author", "Freshmaker <freshmaker@localhost>")!,
            Timeout = read.Duration("Freshmaker:DistGit:Timeout", defaults.Timeout, TimeSpan.FromHours(1)),
            Retries = read.Number("Freshmaker:DistGit:Retries", defaults.Retries, 0, 10),
            RetryDelay = read.Duration("Freshmaker:DistGit:RetryDelay", defaults.RetryDelay, TimeSpan.FromMinutes(1)),
            BreakAfter = read.Number("Freshmaker:DistGit:BreakAfter", defaults.BreakAfter, 2, 1_000_000),
            BreakDuration = read.Duration("Freshmaker:DistGit:BreakDuration", defaults.BreakDuration, TimeSpan.FromDays(1)),
            MaxConcurrency = read.Number("Freshmaker:DistGit:MaxConcurrency", defaults.MaxConcurrency, 1, 1000),
            SearchDepth = read.Number("Freshmaker:DistGit:SearchDepth", defaults.SearchDepth, 1, 1_000_000),
            CacheDirectory = read.Text("Freshmaker:DistGit:CacheDirectory"),
        };
    }

    static BuildOptions ReadBuilds(SettingsReader read) => new(
        new(
            read.Number("Freshmaker:Builds:Attempts", Moment.Unknown.Builds.Attempts, 1, 20),
            read.Duration("Freshmaker:Builds:FirstDelay", Moment.Unknown.Builds.FirstDelay, TimeSpan.FromHours(1)),
            read.Duration("Freshmaker:Builds:MaxDelay", Moment.Unknown.Builds.MaxDelay, TimeSpan.FromDays(1))),
        read.Number("Freshmaker:Builds:MaxRunning", 0, 0, 100_000) is > 0 and var max ? max : null,
        read.Number("Freshmaker:Builds:MaxRunningPerTarget", 0, 0, 100_000) is > 0 and var perTarget ? perTarget : null,
        ReadReleaseSuffix(read),
        read.Duration("Freshmaker:Builds:ComposeMargin", TimeSpan.FromHours(2), TimeSpan.FromDays(7)),
        read.Duration("Freshmaker:Builds:StuckAfter", TimeSpan.FromHours(6), TimeSpan.FromDays(30)),
        read.Flag("Freshmaker:Builds:CancelStuck", false),
        read.Flag("Freshmaker:DryRun", false));

    static string ReadReleaseSuffix(SettingsReader read)
    {
        const string key = "Freshmaker:Builds:ReleaseSuffix";
        var suffix = read.Text(key, "")!;
        if (!ReleaseSuffix().IsMatch(suffix))
            read.Refuse($"{key} must be empty or a dot and up to 30 letters, digits, dots or underscores, as in .dev (it is '{suffix}')");
        return suffix;
    }

    static HttpLimits ReadLimits(SettingsReader read, string key)
    {
        var defaults = new HttpLimits();
        return defaults with
        {
            TotalTimeout = read.Duration($"{key}:TotalTimeout", defaults.TotalTimeout, TimeSpan.FromHours(1)),
            AttemptTimeout = read.Duration($"{key}:AttemptTimeout", defaults.AttemptTimeout, TimeSpan.FromHours(1)),
            Retries = read.Number($"{key}:Retries", defaults.Retries, 0, 10),
            MaxConcurrency = read.Number($"{key}:MaxConcurrency", defaults.MaxConcurrency, 1, 1000),
        };
    }

    [GeneratedRegex("^([.][A-Za-z0-9._]{1,30})?$")]
    private static partial Regex ReleaseSuffix();

    [GeneratedRegex("^[a-z][a-z0-9_]{0,39}$")]
    private static partial Regex SchemaName();
}
