using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;
using Serilog.Events;

namespace Freshmaker.Host.Tests.Security;

public sealed class BearerTests : IAsyncLifetime
{
    TestIssuer _issuer = null!;
    SecuredApp? _app;

    public async ValueTask InitializeAsync() => _issuer = await TestIssuer.StartAsync();

    async Task<SecuredApp> AppAsync(params (string Key, string? Value)[] keys) => _app = await SecuredApp.StartAsync(_issuer.Keys(keys));

    static (string, string) Bearer(string token) => ("Authorization", $"Bearer {token}");

    static async Task<string> RefusalAsync(SecuredApp app, string token)
    {
        using var answer = await SecuredApp.SendAsync(app.Client, HttpMethod.Get, "/who", Bearer(token));
        answer.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer realm=\"freshmaker\", error=\"invalid_token\"");
        var (status, words) = await app.TryAsync(app.Client, "/who", Bearer(token));
        status.ShouldBe(HttpStatusCode.Unauthorized, words);
        return words;
    }

    [Fact]
    public async Task a_token_of_the_provider_says_who_one_is_and_gives_the_roles_of_his_groups()
    {
        var app = await AppAsync();

        var who = await app.WhoAsync(Bearer(_issuer.Token()));

        who.Name.ShouldBe("alice");
        who.Roles.ShouldBe(["Reader", "Rebuilder"]);
    }

    [Fact]
    public async Task without_a_token_one_is_nobody_who_reads()
    {
        var who = await (await AppAsync()).WhoAsync();

        who.Name.ShouldBeNull();
        who.Roles.ShouldBe(["Reader"]);
        _issuer.Asked.ShouldBeEmpty("nothing has to be asked for that");
    }

    [Fact]
    public async Task name_and_groups_may_be_in_other_claims_and_the_issuer_may_have_another_name()
    {
        var app = await AppAsync(("Bearer:NameClaim", "uid"), ("Bearer:GroupsClaim", "roles"), ("Bearer:Issuer", "https://id.example.org"));

        var who = await app.WhoAsync(Bearer(_issuer.Token(new() { ["uid"] = "bob", ["roles"] = "release team" }, issuer: "https://id.example.org")));

        who.Name.ShouldBe("bob");
        who.Roles.ShouldBe(["Reader", "Rebuilder"]);
        (await RefusalAsync(app, _issuer.Token(new() { ["uid"] = "bob" }))).ShouldBe("The token is from another issuer.");
    }

    [Fact]
    public async Task an_expired_token_is_refused() =>
        (await RefusalAsync(await AppAsync(), _issuer.Token(expires: TestIssuer.Now.AddSeconds(-2)))).ShouldBe("The token has expired.");

    [Fact]
    public async Task a_token_that_does_not_begin_yet_is_refused() =>
        (await RefusalAsync(await AppAsync(), _issuer.Token(expires: TestIssuer.Now.AddMinutes(20)))).ShouldBe("The token is not valid yet.");

    [Fact]
    public async Task a_token_of_another_issuer_is_refused_also_when_it_is_signed_with_the_right_key() =>
        (await RefusalAsync(await AppAsync(), _issuer.Token(issuer: "https://evil.example.org"))).ShouldBe("The token is from another issuer.");

    [Fact]
    public async Task a_token_for_somebody_else_is_refused() =>
        (await RefusalAsync(await AppAsync(), _issuer.Token(audience: "another service"))).ShouldBe("The token is meant for somebody else.");

    [Fact]
    public async Task a_token_with_a_strange_key_is_refused()
    {
        using var strange = RSA.Create(2048);
        var token = _issuer.Token(credentials: TestIssuer.Credentials(strange, "strange"));

        (await RefusalAsync(await AppAsync(), token)).ShouldBe("The token is signed with a key that the issuer does not have.");
    }

    [Fact]
    public async Task a_token_with_a_strange_key_of_a_known_name_is_refused()
    {
        using var strange = RSA.Create(2048);

        (await RefusalAsync(await AppAsync(), _issuer.Token(credentials: TestIssuer.Credentials(strange, "key-1")))).ShouldBe("The token's signature is not right.");
    }

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("nOnE")]
    public async Task a_token_without_a_signature_is_refused(string none)
    {
        var app = await AppAsync();
        var token = _issuer.Token();

        await RefusalAsync(app, TestIssuer.Forge(token, new { alg = none, typ = "JWT" }, _ => []));
        await RefusalAsync(app, TestIssuer.Forge(token, new { alg = none, typ = "JWT", kid = "key-1" }, data => data));
    }

    [Fact]
    public async Task a_token_signed_with_the_public_key_as_a_secret_is_refused()
    {
        var app = await AppAsync();
        foreach (var secret in new[] { _issuer.PublicKeyPem, _issuer.PublicKeyPem.Trim(), _issuer.PublicKeyPem + "\n" })
        {
            var forged = TestIssuer.Forge(
                _issuer.Token(), new { alg = "HS256", typ = "JWT", kid = "key-1" }, data => HMACSHA256.HashData(Encoding.ASCII.GetBytes(secret), data));
            await RefusalAsync(app, forged);
        }
    }

    [Fact]
    public async Task a_token_that_brings_its_own_key_is_refused()
    {
        using var own = RSA.Create(2048);
        var key = own.ExportParameters(false);
        var jwk = new { kty = "RSA", n = Base64UrlEncoder.Encode(key.Modulus), e = Base64UrlEncoder.Encode(key.Exponent), kid = "key-1" };

        await RefusalAsync(await AppAsync(), TestIssuer.Forge(
            _issuer.Token(), new { alg = "RS256", typ = "JWT", jwk, jku = "http://127.0.0.1:9/keys" },
            data => own.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)));
    }

    [Fact]
    public async Task a_token_whose_claims_were_changed_is_refused()
    {
        var parts = _issuer.Token().Split('.');
        var admin = _issuer.Token(new() { ["preferred_username"] = "root" }).Split('.');

        (await RefusalAsync(await AppAsync(), $"{parts[0]}.{admin[1]}.{parts[2]}")).ShouldBe("The token's signature is not right.");
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("opaque")]
    [InlineData("e30.e30.")]
    [InlineData("....")]
    [InlineData("eyJhbGciOiJSUzI1NiJ9.bm90IGpzb24.AAAA")]
    [InlineData("\"quoted\"")]
    public async Task what_is_no_token_is_refused(string token) => await RefusalAsync(await AppAsync(), token);

    [Fact]
    public async Task a_token_is_refused_when_it_is_endless()
    {
        var app = await AppAsync();

        await RefusalAsync(app, new string('a', 17_000));
        await RefusalAsync(app, $"{_issuer.Token().Split('.')[0]}.{new string('a', 17_000)}.AAAA");
    }

    [Fact]
    public async Task a_token_without_a_name_is_refused() =>
        (await RefusalAsync(await AppAsync(), _issuer.Token(new() { ["preferred_username"] = "" })))
            .ShouldBe("The token has no claim preferred_username that names somebody.");

    [Fact]
    public async Task two_headers_are_refused()
    {
        var app = await AppAsync();
        var token = _issuer.Token();

        using var answer = await SecuredApp.SendAsync(app.Client, HttpMethod.Get, "/who", Bearer(token), Bearer(_issuer.Token(new() { ["preferred_username"] = "root" })));

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("Basic YWxpY2U6c2VjcmV0")]
    [InlineData("Negotiate YII")]
    [InlineData("Bearertoken")]
    [InlineData("")]
    public async Task a_credential_of_another_kind_is_refused_and_not_taken_for_nobody(string credential)
    {
        var app = await AppAsync();

        (await app.TryAsync(app.Client, "/who", ("Authorization", credential))).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await app.TryAsync(app.Client, "/no/such/route", ("Authorization", credential))).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task strange_keys_do_not_cost_the_provider_a_question_each()
    {
        var app = await AppAsync();
        using var strange = RSA.Create(2048);
        for (var i = 0; i < 20; i++)
            await RefusalAsync(app, _issuer.Token(credentials: TestIssuer.Credentials(strange, $"strange-{i}")));

        _issuer.Asked.Count(path => path == "/jwks").ShouldBe(1);
    }

    [Fact]
    public async Task a_new_key_of_the_provider_is_found_when_the_last_look_is_a_while_ago()
    {
        var clock = new ShiftedClock();
        await using var app = await SecuredApp.StartAsync(_issuer.Keys(), clock: clock);
        await app.WhoAsync(Bearer(_issuer.Token()));
        _issuer.ChangeKey();

        await RefusalAsync(app, _issuer.Token());
        clock.Shift = TimeSpan.FromSeconds(31);

        (await app.WhoAsync(Bearer(_issuer.Token()))).Name.ShouldBe("alice");
        _issuer.Asked.Count(path => path == "/jwks").ShouldBe(2);
    }

    sealed class ShiftedClock : TimeProvider
    {
        public TimeSpan Shift { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;
    }

    [Fact]
    public async Task required_scopes_are_required()
    {
        var app = await AppAsync(("Bearer:RequiredScopes", "openid, freshmaker"));

        (await RefusalAsync(app, _issuer.Token())).ShouldBe("The token does not grant freshmaker.");
        (await app.WhoAsync(Bearer(_issuer.Token(new() { ["scope"] = "freshmaker openid" })))).Name.ShouldBe("alice");
        (await app.WhoAsync(Bearer(_issuer.Token(new() { ["scope"] = "", ["scp"] = new[] { "freshmaker", "openid" } })))).Name.ShouldBe("alice");
    }

    [Fact]
    public async Task a_rebuild_needs_the_scope_before_the_role()
    {
        var app = await AppAsync(("Bearer:ScopeNamespace", "https://example.org/freshmaker/"));

        (await MayAsync(_issuer.Token(new() { ["scope"] = "https://example.org/freshmaker/submit-build" }), "RebuildAdvisories")).ShouldBe((204, ""));
        (await MayAsync(_issuer.Token(new() { ["scope"] = "submit-build" }), "RebuildAdvisories")).ShouldBe(
            (403, "The token of alice does not grant the scope https://example.org/freshmaker/submit-build."));
        (await MayAsync(_issuer.Token(new() { ["scope"] = "" }), "CancelOwn")).ShouldBe((204, ""));
        (await MayAsync(_issuer.Token(new() { ["scope"] = "https://example.org/freshmaker/submit-build" }), "RebuildImages")).ShouldBe(
            (403, "alice lacks the permission RebuildImages; these roles have it: AsyncRebuilder, Admin."));

        async Task<(int, string)> MayAsync(string token, string permission)
        {
            using var answer = await SecuredApp.SendAsync(app.Client, HttpMethod.Post, $"/api/1/may/{permission}", Bearer(token));
            var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            return ((int)answer.StatusCode, body.Length == 0 ? "" : System.Text.Json.JsonDocument.Parse(body).RootElement.GetProperty("message").GetString()!);
        }
    }

    [Fact]
    public async Task groups_may_come_from_userinfo_of_the_same_person()
    {
        var app = await AppAsync(("Bearer:Groups", "userinfo"));
        var (good, foreign, unknown) = (_issuer.Token(), _issuer.Token(new() { ["jti"] = "2" }), _issuer.Token(new() { ["jti"] = "3" }));
        _issuer.UserInfos[good] = new() { ["sub"] = "1234", ["groups"] = new[] { "release team" } };
        _issuer.UserInfos[foreign] = new() { ["sub"] = "5678", ["groups"] = new[] { "release team" } };

        (await app.WhoAsync(Bearer(good))).Roles.ShouldBe(["Reader", "Rebuilder"]);
        await RefusalAsync(app, foreign);
        await RefusalAsync(app, unknown);
    }

    static (string, string?)[] Introspection =>
        [("Bearer:Opaque", "introspection"), ("Bearer:ClientId", TestIssuer.ClientId), ("Bearer:ClientSecret", TestIssuer.ClientSecret)];

    static Dictionary<string, object> Active(params (string, object)[] others) => new(new Dictionary<string, object>
    {
        ["active"] = true,
        ["username"] = "alice",
        ["aud"] = new[] { TestIssuer.Audience },
        ["scope"] = "openid submit-build",
        ["groups"] = new[] { "release team" },
        ["exp"] = TimeProvider.System.GetUtcNow().AddMinutes(1).ToUnixTimeSeconds(),
    }.Concat(others.Select(o => KeyValuePair.Create(o.Item1, o.Item2))).GroupBy(c => c.Key).Select(c => c.Last()));

    [Fact]
    public async Task a_token_that_is_no_jwt_is_asked_about_once()
    {
        var app = await AppAsync(Introspection);
        _issuer.Introspections["opaque-1"] = Active();

        for (var i = 0; i < 5; i++)
        {
            var who = await app.WhoAsync(Bearer("opaque-1"));
            who.Name.ShouldBe("alice");
            who.Roles.ShouldBe(["Reader", "Rebuilder"]);
        }

        _issuer.Asked.Count(path => path == "/introspect").ShouldBe(1);
    }

    public static TheoryData<string, object, string> Inactive => new()
    {
        { "active", false, "The token is not active." },
        { "active", "true", "The token is not active." },
        { "exp", 1_000_000_000, "The token has expired." },
        { "nbf", 4_000_000_000, "The token is not valid yet." },
        { "aud", "another service", "The token is meant for somebody else." },
        { "aud", 7, "The token is meant for somebody else." },
        { "username", "", "The provider tells neither preferred_username nor username of the token's owner." },
        { "username", "al\nice", "The provider tells neither preferred_username nor username of the token's owner." },
        { "iss", "https://evil.example.org", "The token is from another issuer." },
    };

    [Theory]
    [MemberData(nameof(Inactive))]
    public async Task a_token_of_which_the_provider_says_something_else_is_refused(string claim, object value, string words)
    {
        var app = await AppAsync([.. Introspection, ("Bearer:Issuer", "https://id.example.org")]);
        _issuer.Introspections["opaque-2"] = Active((claim, value));

        (await RefusalAsync(app, "opaque-2")).ShouldBe(words);
        (await RefusalAsync(app, "opaque-unknown")).ShouldBe("The token is not active.");
    }

    [Fact]
    public async Task an_active_token_is_not_believed_past_its_end()
    {
        var app = await AppAsync([.. Introspection, ("Bearer:CacheFor", "00:10:00")]);
        _issuer.Introspections["opaque-3"] = Active(("exp", TimeProvider.System.GetUtcNow().AddSeconds(2).ToUnixTimeSeconds()));
        (await app.WhoAsync(Bearer("opaque-3"))).Name.ShouldBe("alice");

        await Task.Delay(TimeSpan.FromSeconds(2.1), TestContext.Current.CancellationToken);

        (await RefusalAsync(app, "opaque-3")).ShouldBe("The token has expired.");
    }

    [Fact]
    public async Task a_jwt_that_fails_gets_no_second_chance_by_introspection()
    {
        var app = await AppAsync(Introspection);
        var expired = _issuer.Token(expires: TestIssuer.Now.AddMinutes(-1));
        _issuer.Introspections[expired] = Active();

        (await RefusalAsync(app, expired)).ShouldBe("The token has expired.");
    }

    [Fact]
    public async Task userinfo_may_say_whose_a_token_is_and_then_it_asks_for_no_rebuild()
    {
        var app = await AppAsync(("Bearer:Opaque", "userinfo"));
        _issuer.UserInfos["opaque-4"] = new() { ["sub"] = "1", ["preferred_username"] = "alice", ["groups"] = new[] { "release team" } };

        (await app.WhoAsync(Bearer("opaque-4"))).Roles.ShouldBe(["Reader", "Rebuilder"]);
        await RefusalAsync(app, "opaque-5");
        using var answer = await SecuredApp.SendAsync(app.Client, HttpMethod.Post, "/may/RebuildAdvisories", Bearer("opaque-4"));
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(0)]
    public async Task a_provider_in_trouble_is_said_to_be_so_and_nobody_waits_long(int trouble)
    {
        var app = await AppAsync([.. Introspection, ("Bearer:Timeout", "00:00:01")]);
        _issuer.Trouble = trouble;
        var begin = Stopwatch.GetTimestamp();

        foreach (var token in new[] { _issuer.Token(), "opaque-6" })
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => app.TryAsync(app.Client, "/who", Bearer(token))));
            answers.ShouldAllBe(a => a.Status == HttpStatusCode.ServiceUnavailable
                && a.Words.StartsWith("The token cannot be checked now: the OpenID provider is in trouble"));
        }

        for (var i = 0; i < 10; i++)
            (await app.TryAsync(app.Client, "/who", Bearer(_issuer.Token()))).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        Stopwatch.GetElapsedTime(begin).ShouldBeLessThan(TimeSpan.FromSeconds(7), "after a fault it is left alone");
        (await app.WhoAsync()).Roles.ShouldBe(["Reader"], "reading goes on");
    }

    [Fact]
    public async Task a_provider_that_is_back_is_asked_again_and_one_that_goes_away_later_is_not_missed_for_its_keys()
    {
        var app = await AppAsync();
        _issuer.Trouble = 503;
        (await app.TryAsync(app.Client, "/who", Bearer(_issuer.Token()))).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);

        _issuer.Trouble = null;
        await Running.Eventually.BecomesAsync(
            async () => (await app.TryAsync(app.Client, "/who", Bearer(_issuer.Token()))).Status, status => status == HttpStatusCode.OK, "it should be back");

        _issuer.Trouble = 503;
        (await app.WhoAsync(Bearer(_issuer.Token()))).Name.ShouldBe("alice");
    }

    [Fact]
    public async Task one_strange_answer_about_one_token_keeps_nobody_else_out()
    {
        var app = await AppAsync(("Bearer:Opaque", "userinfo"));
        await app.WhoAsync(Bearer(_issuer.Token()));
        _issuer.Trouble = 400;
        await RefusalAsync(app, "opaque-7");
        _issuer.Trouble = 500;
        (await app.TryAsync(app.Client, "/who", Bearer("opaque-8"))).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        _issuer.Trouble = null;
        _issuer.UserInfos["opaque-9"] = new() { ["preferred_username"] = "alice" };

        (await app.WhoAsync(Bearer("opaque-9"))).Name.ShouldBe("alice");
    }

    [Fact]
    public async Task a_wrong_secret_is_our_trouble_and_not_the_fault_of_the_token()
    {
        var app = await AppAsync(("Bearer:Opaque", "introspection"), ("Bearer:ClientId", TestIssuer.ClientId), ("Bearer:ClientSecret", "wrong"));

        var (status, words) = await app.TryAsync(app.Client, "/who", Bearer("opaque"));

        status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        words.ShouldContain("it does not accept our client id and secret");
    }

    [Fact]
    public async Task neither_tokens_nor_secrets_are_logged_or_answered()
    {
        var app = await AppAsync(Introspection);
        _issuer.Introspections["opaque-secret-1"] = Active();
        using var strange = RSA.Create(2048);
        string[] tokens =
        [
            _issuer.Token(), _issuer.Token(expires: TestIssuer.Now.AddMinutes(-1)), _issuer.Token(credentials: TestIssuer.Credentials(strange, "strange")),
            _issuer.Token(audience: "another"), "opaque-secret-1", "opaque-secret-2", "opaque secret-3",
        ];
        var answered = "";
        foreach (var trouble in new int?[] { null, 500, 503 })
        {
            _issuer.Trouble = trouble;
            foreach (var token in tokens)
            {
                using var answer = await SecuredApp.SendAsync(app.Client, HttpMethod.Get, "/who?access_token=query-secret", Bearer(token));
                answered += $"{answer} {await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}";
            }
        }

        var seen = $"{answered}\n{string.Join('\n', Ours(app))}";
        seen.ShouldContain("The token has expired.");
        var head = _issuer.Token().Split('.')[0]; // the same on every token
        var secrets = tokens.SelectMany(t => t.Split('.')).Where(part => part.Length > 12 && part != head).Concat(["query-secret", TestIssuer.ClientSecret, "nobody%3Amay"]);
        foreach (var part in secrets)
            seen.Contains(part, StringComparison.Ordinal).ShouldBeFalse($"{part} should be nowhere");
    }

    /// <summary>Lines at the levels that the host logs.</summary>
    static IEnumerable<string> Ours(SecuredApp app) => app.Log.All
        .Where(l => l.Level >= LogEventLevel.Warning
            || (l.Level == LogEventLevel.Information && $"{l.Properties.GetValueOrDefault("SourceContext")}".Contains("Freshmaker")))
        .Select(l => $"{l.RenderMessage()} {l.Exception} {string.Join(' ', l.Properties)}");

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
        await _issuer.DisposeAsync();
    }
}
