using System.Net;
using System.Net.Sockets;
using System.Text;
using Freshmaker.Host.Security.Groups;

namespace Freshmaker.Host.Tests.Security;

public sealed class ProxyTests
{
    const string Proxy = "127.0.0.2";

    static Task<SecuredApp> AppAsync(params (string Key, string? Value)[] keys) => SecuredApp.StartAsync(
    [
        ("Authentication", "proxy"), ("Proxy:Addresses:0", "127.0.0.2"), ("Proxy:Addresses:1", "10.9.0.0/16"),
        ("Roles:Rebuilder:Users:0", "alice"), ("Roles:Admin:Groups:0", "cn=admins,dc=example,dc=org"), ("Roles:Operator:Users:0", "CN=alice,O=Example"), .. keys,
    ]);

    [Theory]
    [InlineData("alice")]
    [InlineData("alice@EXAMPLE.ORG")]
    public async Task the_proxy_says_who_one_is_and_the_realm_is_dropped(string user)
    {
        await using var app = await AppAsync();

        var who = await app.WhoAsync(app.ClientFrom(Proxy), ("X-Remote-User", user));

        who.Name.ShouldBe("alice");
        who.Roles.ShouldBe(["Reader", "Rebuilder"]);
    }

    [Fact]
    public async Task only_those_of_the_realm_are_let_in_when_one_is_given()
    {
        await using var app = await AppAsync(("Proxy:Realm", "EXAMPLE.ORG"));
        var proxy = app.ClientFrom(Proxy);

        (await app.WhoAsync(proxy, ("X-Remote-User", "alice@EXAMPLE.ORG"))).Name.ShouldBe("alice");
        foreach (var foreign in new[] { "alice", "alice@EVIL.ORG", "alice@example.org", "alice@EXAMPLE.ORG.EVIL.ORG" })
            (await app.TryAsync(proxy, "/who", ("X-Remote-User", foreign))).Status.ShouldBe(HttpStatusCode.Unauthorized, foreign);
    }

    public static TheoryData<string, string> Smuggled => new()
    {
        { "X-Remote-User", "alice" },
        { "x-remote-user", "alice" },
        { "X_Remote_User", "alice" },
        { "X-Remote_User", "alice" },
        { "X-Remote-Groups", "cn=admins,dc=example,dc=org" },
        { "X-SSL-Client-Verify", "SUCCESS" },
        { "X-SSL-Client-S-DN", "CN=alice,O=Example" },
        { "X_SSL_Client_S_DN", "CN=alice,O=Example" },
    };

    [Theory]
    [MemberData(nameof(Smuggled))]
    public async Task from_anybody_else_the_headers_are_taken_off_and_the_log_says_so(string header, string value)
    {
        await using var app = await AppAsync(("Proxy:Sends", "user, groups, certificate"));
        (string, string)[] headers = [(header, value), ("X-SSL-Client-Verify", "SUCCESS"), ("X-Forwarded-For", Proxy), ("X-Real-IP", Proxy), ("Forwarded", $"for={Proxy}")];

        var who = await app.WhoAsync(app.Client, headers);

        who.Name.ShouldBeNull();
        who.Roles.ShouldBe(["Reader"]);
        who.Headers.ShouldNotContain(header, StringComparer.OrdinalIgnoreCase);
        app.Log.All.Select(l => l.RenderMessage())
            .ShouldContain(l => l.StartsWith("Headers that say who somebody is") && l.Contains("127.0.0.1") && l.Contains("Proxy:Addresses"));
    }

    [Fact]
    public async Task a_flood_of_such_headers_is_one_line()
    {
        await using var app = await AppAsync();
        for (var i = 0; i < 20; i++)
            await app.WhoAsync(app.Client, ("X-Remote-User", "alice"));

        app.Log.All.Count(l => l.RenderMessage().StartsWith("Headers that say who somebody is", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Theory]
    [InlineData("X_Remote_User", "alice")]
    [InlineData("X-Remote_User", "alice")]
    [InlineData("X-Remote-Groups", "cn=admins,dc=example,dc=org")]
    [InlineData("X-SSL-Client-S-DN", "CN=alice,O=Example")]
    [InlineData("X-Remote-User", "")]
    [InlineData("X-Remote-User", "(null)")]
    public async Task what_the_proxy_does_not_set_itself_is_not_believed_from_it_either(string header, string value)
    {
        await using var app = await AppAsync();

        var who = await app.WhoAsync(app.ClientFrom(Proxy), (header, value), ("X-SSL-Client-Verify", "SUCCESS"));

        who.Name.ShouldBeNull();
        who.Roles.ShouldBe(["Reader"]);
    }

    [Theory]
    [InlineData("bob, alice")]
    [InlineData("bob,alice")]
    [InlineData("bob;alice")]
    [InlineData("alice bob")]
    [InlineData("alice@EXAMPLE.ORG@EVIL.ORG")]
    [InlineData("alice@")]
    [InlineData("@EXAMPLE.ORG")]
    [InlineData("alice@EXAMPLE.ORG, bob@EXAMPLE.ORG")]
    public async Task what_is_not_one_name_is_refused(string user)
    {
        await using var app = await AppAsync();

        (await app.TryAsync(app.ClientFrom(Proxy), "/who", ("X-Remote-User", user))).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("X-Remote-User: alice\r\nX-Remote-User: bob\r\n")]
    [InlineData("X-Remote-User: alice\r\nx-remote-user: alice\r\n")]
    [InlineData("X-Remote-User: bob\r\nX-Remote-Groups: staff\r\nX-Remote-Groups: cn=admins,dc=example,dc=org\r\n")]
    [InlineData("X-SSL-Client-Verify: SUCCESS\r\nX-SSL-Client-S-DN: CN=bob\r\nX-SSL-Client-S-DN: CN=alice,O=Example\r\n")]
    [InlineData("X-Remote-User: al\u200bice\r\n")]
    [InlineData("X-Remote-User: alice\u00a0bob\r\n")]
    public async Task headers_that_come_twice_or_hold_what_nobody_sees_are_refused(string headers)
    {
        await using var app = await AppAsync(("Proxy:Sends", "user, groups, certificate"));

        (await RawAsync(app, Proxy, headers)).ShouldStartWith("HTTP/1.1 401 ");
    }

    [Theory]
    [InlineData("X-Remote-User : alice\r\n")]
    [InlineData("X-Other: x\r\n X-Remote-User: alice\r\n")]
    [InlineData("X-Remote-User: alice\0\r\n")]
    [InlineData("X-Remote-User\0: alice\r\n")]
    [InlineData("X-Other: x\rX-Remote-User: alice\r\n")]
    public async Task headers_that_are_malformed_say_nothing_of_anybody(string headers)
    {
        await using var app = await AppAsync();

        var answer = await RawAsync(app, Proxy, headers);

        answer.ShouldNotContain("alice\"");
        answer.ShouldStartWith("HTTP/1.1 400 ");
    }

    [Fact]
    public async Task the_proxy_may_send_groups_and_they_are_those_that_count()
    {
        await using var app = await AppAsync(("Proxy:Sends", "user,groups"));

        var who = await app.WhoAsync(app.ClientFrom(Proxy), ("X-Remote-User", "bob"), ("X-Remote-Groups", "cn=staff,dc=example,dc=org; cn=admins,dc=example,dc=org"));

        who.Roles.ShouldBe(["Reader", "Admin"]);
        (await app.WhoAsync(app.ClientFrom(Proxy), ("X-Remote-User", "bob"))).Roles.ShouldBe(["Reader"]);
    }

    [Fact]
    public async Task the_proxy_may_send_what_a_certificate_says_and_a_user_comes_before_it()
    {
        await using var app = await AppAsync(("Proxy:Sends", "user,certificate"));
        var proxy = app.ClientFrom(Proxy);
        (string, string) subject = ("X-SSL-Client-S-DN", "CN=alice,O=Example");

        (await app.WhoAsync(proxy, ("X-SSL-Client-Verify", "SUCCESS"), subject)).ShouldSatisfyAllConditions(
            w => w.Name.ShouldBe("CN=alice,O=Example"), w => w.Roles.ShouldBe(["Reader", "Operator"]));
        (await app.WhoAsync(proxy, ("X-SSL-Client-Verify", "SUCCESS"), subject, ("X-Remote-User", "bob"))).Name.ShouldBe("bob");
        (await app.WhoAsync(proxy, ("X-SSL-Client-Verify", "NONE"), subject)).Name.ShouldBeNull();
        (await app.WhoAsync(proxy, subject)).Name.ShouldBeNull();
        (await app.TryAsync(proxy, "/who", ("X-SSL-Client-Verify", "FAILED:certificate has expired"), subject)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await app.TryAsync(proxy, "/who", ("X-SSL-Client-Verify", "success"), subject)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await app.TryAsync(proxy, "/who", ("X-SSL-Client-Verify", "SUCCESS"))).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task groups_come_from_the_directory_where_the_proxy_sends_none()
    {
        (string, string?)[] keys =
            [("Authentication", "proxy"), ("Proxy:Addresses", Proxy), ("Roles:Admin:Groups:0", "group of alice"), ("Roles:Operator:Groups:0", "group of CN=alice")];
        await using var app = await SecuredApp.StartAsync([.. keys, ("Proxy:Sends", "user,certificate")], groups: new GroupOfOneself());

        (await app.WhoAsync(app.ClientFrom(Proxy), ("X-Remote-User", "alice@EXAMPLE.ORG"))).Roles.ShouldBe(["Reader", "Admin"]);
        (await app.WhoAsync(app.ClientFrom(Proxy), ("X-SSL-Client-Verify", "SUCCESS"), ("X-SSL-Client-S-DN", "CN=alice")))
            .Roles.ShouldBe(["Reader"], "certificates have no groups");
    }

    [Fact]
    public async Task a_credential_that_the_proxy_has_used_is_passed_over()
    {
        await using var app = await AppAsync();

        (await app.WhoAsync(app.ClientFrom(Proxy), ("X-Remote-User", "alice"), ("Authorization", "Negotiate YII"))).Name.ShouldBe("alice");
        (await app.TryAsync(app.ClientFrom(Proxy), "/who", ("Authorization", "Negotiate YII"))).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await app.TryAsync(app.Client, "/who", ("X-Remote-User", "alice"), ("Authorization", "Negotiate YII"))).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task two_names_in_one_request_are_refused()
    {
        await using var issuer = await TestIssuer.StartAsync();
        await using var app = await SecuredApp.StartAsync(
            [.. issuer.Keys(("Proxy:Addresses", Proxy)).Where(k => k.Key != "Authentication"), ("Authentication", "bearer, proxy")]);
        (string, string) token = ("Authorization", $"Bearer {issuer.Token()}");

        (await app.WhoAsync(app.ClientFrom(Proxy), token, ("X-Remote-User", "alice"))).Name.ShouldBe("alice");
        (await app.TryAsync(app.ClientFrom(Proxy), "/who", token, ("X-Remote-User", "root"))).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await app.WhoAsync(app.Client, token, ("X-Remote-User", "root"))).Name.ShouldBe("alice");
    }

    [Fact]
    public async Task the_client_of_a_proxy_is_whom_the_proxy_heard_from()
    {
        await using var app = await AppAsync();

        (await app.WhoAsync(app.ClientFrom(Proxy), ("X-Forwarded-For", "6.6.6.6, 203.0.113.7, 10.9.1.1"))).Client.ShouldBe("203.0.113.7");
        (await app.WhoAsync(app.ClientFrom(Proxy), ("X-Forwarded-For", "6.6.6.6, nonsense"))).Client.ShouldBe(Proxy);
        (await app.WhoAsync(app.Client, ("X-Forwarded-For", "203.0.113.7"))).Client.ShouldBe("127.0.0.1");
    }

    /// <summary>A request that no HTTP library would send.</summary>
    internal static async Task<string> RawAsync(SecuredApp app, string from, string headers)
    {
        using var client = new TcpClient(new IPEndPoint(IPAddress.Parse(from), 0));
        await client.ConnectAsync(IPAddress.Loopback, app.Url.Port, TestContext.Current.CancellationToken);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes($"GET /who HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n"), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    sealed class GroupOfOneself : IGroups
    {
        public Task<IReadOnlyCollection<string>> OfAsync(string user, CancellationToken ct) => Task.FromResult<IReadOnlyCollection<string>>([$"group of {user}"]);
    }
}
