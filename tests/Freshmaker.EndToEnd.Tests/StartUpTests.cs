using System.Net;
using System.Net.Sockets;
using Freshmaker.EndToEnd.Tests.Harness;

namespace Freshmaker.EndToEnd.Tests;

/// <summary>What somebody sees who starts the Host in a way that cannot work.</summary>
public sealed class StartUpTests
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    static Dictionary<string, string?> Good => new()
    {
        ["ConnectionStrings__postgres"] = "Host=127.0.0.1;Port=1;Database=x;Username=x;Password=very-secret",
        ["ConnectionStrings__rabbitmq"] = "amqp://guest:very-secret@127.0.0.1:1/",
        ["Freshmaker__Pdc__Url"] = "http://127.0.0.1:1/pdc",
        ["Freshmaker__Mbs__Url"] = "http://127.0.0.1:1/mbs",
        ["Freshmaker__DistGit__Url"] = "file:///nowhere",
        ["FRESHMAKER_PORT"] = "0",
    };

    [Theory]
    [InlineData("Freshmaker__Bus__Exchagne", "x", "Freshmaker:Bus:Exchagne", "is not a known key")]
    [InlineData("Freshmaker__Policy__allow__0__name", "broken[", "Freshmaker:Policy:allow:0:name", "regular expression")]
    [InlineData("Freshmaker__Policy__alow__0__name", "x", "Freshmaker:Policy:alow", "is not known")]
    [InlineData("ConnectionStrings__postgres", null, "ConnectionStrings:postgres", "must be given")]
    [InlineData("ConnectionStrings__rabbitmq", null, "ConnectionStrings:rabbitmq", "must be given")]
    [InlineData("ConnectionStrings__rabbitmq", "http://guest:very-secret@127.0.0.1/", "ConnectionStrings:rabbitmq", "amqp://")]
    [InlineData("Freshmaker__DistGit__Author", "nobody", "Freshmaker:DistGit:Author", "Name <mail@example.org>")]
    [InlineData("FRESHMAKER_PORT", "eighty", "FRESHMAKER_PORT", "whole number")]
    [InlineData("Freshmaker__Security__Authentication", "none", "Freshmaker:Security:Authentication", "AllowNone")]
    [InlineData("Freshmaker__Security__Roles__Boss__Users", "dana", "Freshmaker:Security:Roles:Boss", "is not")]
    public async Task Wrong_configuration_is_refused_with_its_key_and_the_rule(string key, string? value, string named, string rule)
    {
        await using var host = HostProcess.Launch(new Dictionary<string, string?>(Good) { [key] = value });
        (await host.ExitAsync(Patience)).ShouldBe(2);
        host.Errors.Split('\n').ShouldContain(line => line.Contains(named, StringComparison.Ordinal) && line.Contains(rule, StringComparison.Ordinal), host.Errors);
        host.Errors.ShouldNotContain("very-secret");
        host.Errors.ShouldNotContain("   at ", customMessage: "no stack trace for what a person got wrong");
        host.Lines.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("FRESHMAKER_SETTINGS", "/nowhere/settings.json")]
    [InlineData("FRESHMAKER_SECRETS", "/nowhere/secrets")]
    public async Task Files_of_settings_that_are_not_there_are_named(string variable, string path)
    {
        await using var host = HostProcess.Launch(new Dictionary<string, string?>(Good) { [variable] = path });
        (await host.ExitAsync(Patience)).ShouldBe(2);
        host.Errors.ShouldContain($"{variable} must be the path of a");
        host.Errors.ShouldContain(path);
        host.Errors.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task A_file_of_settings_that_is_no_JSON_is_named_with_the_line()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "{\n  \"Freshmaker\": very-secret\n}");
            await using var host = HostProcess.Launch(new Dictionary<string, string?>(Good) { ["FRESHMAKER_SETTINGS"] = path });
            (await host.ExitAsync(Patience)).ShouldBe(2);
            host.Errors.ShouldContain($"FRESHMAKER_SETTINGS must be the path of a JSON file that can be read (it is '{path}'; line 2 is not JSON)");
            host.Errors.ShouldNotContain("very-secret");
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task A_secret_can_be_in_a_file_of_its_own_and_a_key_that_is_not_known_is_refused_there_too()
    {
        var secrets = Directory.CreateTempSubdirectory("freshmaker-secrets-");
        try
        {
            File.WriteAllText(Path.Combine(secrets.FullName, "ConnectionStrings__postgres"), "Hots=very-secret\n");
            File.WriteAllText(Path.Combine(secrets.FullName, "Freshmaker__DistGit__PushUrll"), "https://very-secret@git.example.org\n");
            await using var host = HostProcess.Launch(new Dictionary<string, string?>(Good) { ["ConnectionStrings__postgres"] = null, ["FRESHMAKER_SECRETS"] = secrets.FullName });
            (await host.ExitAsync(Patience)).ShouldBe(2);
            host.Errors.ShouldContain("ConnectionStrings:postgres must be an Npgsql connection string");
            host.Errors.ShouldContain("Freshmaker:DistGit:PushUrll is not a known key");
            host.Errors.ShouldNotContain("very-secret");
        }
        finally
        {
            secrets.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_told_at_once()
    {
        await using var host = HostProcess.Launch(new Dictionary<string, string?>());
        (await host.ExitAsync(Patience)).ShouldBe(2);
        foreach (var key in (string[])["ConnectionStrings:postgres", "ConnectionStrings:rabbitmq", "Freshmaker:Pdc:Url", "Freshmaker:Mbs:Url", "Freshmaker:DistGit:Url"])
            host.Errors.ShouldContain(key);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        await using var world = await World.CreateAsync();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = $"{((IPEndPoint)taken.LocalEndpoint).Port}";
        await using var host = HostProcess.Launch(new Dictionary<string, string?>(world.HostEnvironment) { ["FRESHMAKER_PORT"] = port });
        (await host.ExitAsync(Patience)).ShouldNotBe(0);
        host.Errors.ShouldContain(port);
        host.Errors.ShouldContain("FRESHMAKER_PORT");
        host.Errors.ShouldNotContain("   at ", customMessage: "no stack trace for what a person got wrong");
    }

    [Fact]
    public async Task A_database_that_cannot_be_reached_is_named_without_its_password()
    {
        await using var host = HostProcess.Launch(Good);
        (await host.ExitAsync(Patience)).ShouldNotBe(0);
        host.Errors.ShouldContain("ConnectionStrings:postgres");
        (host.Errors + string.Join('\n', host.Lines)).ShouldNotContain("very-secret");
    }
}
