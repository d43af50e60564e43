using Freshmaker.Domain.Policies;
using Freshmaker.Host.Operations;
using Freshmaker.Host.Rebuilding;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace Freshmaker.Host.Tests.Running;

/// <summary>Settings of a host under test: servers from the environment, names of its own, and secrets that would be seen if they leaked.</summary>
static class Settings
{
    public const string MbsToken = "mbs-token-that-nobody-may-see";
    public const string DatabasePassword = "database-password-that-nobody-may-see";

    /// <summary>A policy for plans that are made without a host.</summary>
    public static Policy AllowAll { get; } = PolicyParser.Parse(
        new PolicyMap("test", [("allow", new PolicyList("test:allow", [new PolicyMap("test:allow:0", [("name", new PolicyValue("test:allow:0:name", ".*", PolicyValueKind.Text))])]))]), []).Policy;

    public static string Postgres => Required("ConnectionStrings__postgres");

    public static Uri Rabbit => new(Required("ConnectionStrings__rabbitmq"));

    public static Dictionary<string, string?> Of(string name) => new()
    {
        ["ConnectionStrings:postgres"] = WithPassword(Postgres),
        ["ConnectionStrings:rabbitmq"] = Rabbit.ToString(),
        ["Freshmaker:Database:Schema"] = name,
        ["Freshmaker:SingleNode"] = "true",
        ["Freshmaker:Security:Authentication"] = "none",
        ["Freshmaker:Security:AllowNone"] = "true",
        ["Freshmaker:Bus:Exchange"] = name,
        ["Freshmaker:Bus:QueuePrefix"] = name,
        ["Freshmaker:Bus:QueueType"] = "classic",
        ["Freshmaker:Bus:TopicPrefixes"] = $"{Wire.Prefix}, org.fedoraproject.stg",
        ["Freshmaker:Pdc:Url"] = "http://127.0.0.1:9/rest_api/v1",
        ["Freshmaker:Mbs:Url"] = "http://127.0.0.1:9",
        ["Freshmaker:Mbs:Token"] = MbsToken,
        ["Freshmaker:Koji:HubUrl"] = "https://127.0.0.1:9/kojihub",
        ["Freshmaker:DistGit:Url"] = "https://127.0.0.1:9",
        ["Freshmaker:DistGit:Author"] = "Freshmaker <freshmaker@example.org>",
        ["Freshmaker:Policy:allow:0:name"] = ".*",
        ["Freshmaker:Policy:block:0:name"] = "forbidden",
        ["Freshmaker:Retry:Attempts"] = "3",
        ["Freshmaker:Retry:FirstDelay"] = "00:00:00.1",
        ["Freshmaker:Builds:FirstDelay"] = "00:00:00.1",
        ["Freshmaker:Reconcile:Every"] = "1.00:00:00",
    };

    /// <summary>Without limits, with short pauses.</summary>
    public static BuildOptions Builds { get; } = new(
        new(3, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1)), null, null, "", TimeSpan.FromHours(2), TimeSpan.FromHours(6), false, false);

    public static (FreshmakerSettings Settings, IReadOnlyList<string> Errors) Read(IEnumerable<KeyValuePair<string, string?>> values) =>
        FreshmakerSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(values).Build());

    static string WithPassword(string connection)
    {
        var builder = new NpgsqlConnectionStringBuilder(connection) { MaxPoolSize = 25 };
        builder.Password ??= DatabasePassword;
        return builder.ConnectionString;
    }

    static string Required(string variable) => Environment.GetEnvironmentVariable(variable)
        ?? throw new InvalidOperationException($"Set {variable} (./test does it).");
}
