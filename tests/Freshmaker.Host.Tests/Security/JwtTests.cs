using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace Freshmaker.Host.Tests.Security;

/// <summary>Tokens that the provider signs.</summary>
public sealed class JwtTests : BearerTest
{
    [Fact]
    public async Task a_token_of_the_provider_says_who_one_is_and_gives_the_roles_of_his_groups()
    {
        var app = await AppAsync();

        var who = await app.WhoAsync(Bearer(Issuer.Token()));

        who.Name.ShouldBe("alice");
        who.Roles.ShouldBe(["Reader", "Rebuilder"]);
    }

    [Fact]
    public async Task without_a_token_one_is_nobody_who_reads()
    {
        var who = await (await AppAsync()).WhoAsync();

        who.Name.ShouldBeNull();
        who.Roles.ShouldBe(["Reader"]);
        Issuer.Asked.ShouldBeEmpty("nothing has to be asked for that");
    }

    [Fact]
    public async Task name_and_groups_may_be_in_other_claims_and_the_issuer_may_have_another_name()
    {
        var app = await AppAsync(("Bearer:NameClaim", "uid"), ("Bearer:GroupsClaim", "roles"), ("Bearer:Issuer", "https://id.example.org"));

        var who = await app.WhoAsync(Bearer(Issuer.Token(new() { ["uid"] = "bob", ["roles"] = "release team" }, issuer: "https://id.example.org")));

        who.Name.ShouldBe("bob");
        who.Roles.ShouldBe(["Reader", "Rebuilder"]);
        (await RefusalAsync(app, Issuer.Token(new() { ["uid"] = "bob" }))).ShouldBe("The token is from another issuer.");
    }

    [Fact]
    public async Task an_expired_token_is_refused() =>
        (await RefusalAsync(await AppAsync(), Issuer.Token(expires: TestIssuer.Now.AddSeconds(-2)))).ShouldBe("The token has expired.");

    [Fact]
    public async Task a_token_that_does_not_begin_yet_is_refused() =>
        (await RefusalAsync(await AppAsync(), Issuer.Token(expires: TestIssuer.Now.AddMinutes(20)))).ShouldBe("The token is not valid yet.");

    [Fact]
    public async Task a_token_of_another_issuer_is_refused_also_when_it_is_signed_with_the_right_key() =>
        (await RefusalAsync(await AppAsync(), Issuer.Token(issuer: "https://evil.example.org"))).ShouldBe("The token is from another issuer.");

    [Fact]
    public async Task a_token_for_somebody_else_is_refused() =>
        (await RefusalAsync(await AppAsync(), Issuer.Token(audience: "another service"))).ShouldBe("The token is meant for somebody else.");

    [Fact]
    public async Task a_token_with_a_strange_key_is_refused()
    {
        using var strange = RSA.Create(2048);
        var token = Issuer.Token(credentials: TestIssuer.Credentials(strange, "strange"));

        (await RefusalAsync(await AppAsync(), token)).ShouldBe("The token is signed with a key that the issuer does not have.");
    }

    [Fact]
    public async Task a_token_with_a_strange_key_of_a_known_name_is_refused()
    {
        using var strange = RSA.Create(2048);

        (await RefusalAsync(await AppAsync(), Issuer.Token(credentials: TestIssuer.Credentials(strange, "key-1")))).ShouldBe("The token's signature is not right.");
    }

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("nOnE")]
    public async Task a_token_without_a_signature_is_refused(string none)
    {
        var app = await AppAsync();
        var token = Issuer.Token();

        await RefusalAsync(app, TestIssuer.Forge(token, new { alg = none, typ = "JWT" }, _ => []));
        await RefusalAsync(app, TestIssuer.Forge(token, new { alg = none, typ = "JWT", kid = "key-1" }, data => data));
    }

    [Fact]
    public async Task a_token_signed_with_the_public_key_as_a_secret_is_refused()
    {
        var app = await AppAsync();
        foreach (var secret in new[] { Issuer.PublicKeyPem, Issuer.PublicKeyPem.Trim(), Issuer.PublicKeyPem + "\n" })
        {
            var forged = TestIssuer.Forge(
                Issuer.Token(), new { alg = "HS256", typ = "JWT", kid = "key-1" }, data => HMACSHA256.HashData(Encoding.ASCII.GetBytes(secret), data));
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
            Issuer.Token(), new { alg = "RS256", typ = "JWT", jwk, jku = "http://127.0.0.1:9/keys" },
            data => own.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)));
    }

    [Fact]
    public async Task a_token_whose_claims_were_changed_is_refused()
    {
        var parts = Issuer.Token().Split('.');
        var admin = Issuer.Token(new() { ["preferred_username"] = "root" }).Split('.');

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
        await RefusalAsync(app, $"{Issuer.Token().Split('.')[0]}.{new string('a', 17_000)}.AAAA");
    }

    [Fact]
    public async Task a_token_without_a_name_is_refused() =>
        (await RefusalAsync(await AppAsync(), Issuer.Token(new() { ["preferred_username"] = "" })))
            .ShouldBe("The token has no claim preferred_username that names somebody.");

    [Fact]
    public async Task two_headers_are_refused()
    {
        var app = await AppAsync();
        var token = Issuer.Token();

        using var answer = await SecuredApp.SendAsync(app.Client, HttpMethod.Get, "/who", Bearer(token), Bearer(Issuer.Token(new() { ["preferred_username"] = "root" })));

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
            await RefusalAsync(app, Issuer.Token(credentials: TestIssuer.Credentials(strange, $"strange-{i}")));

        Issuer.Asked.Count(path => path == "/jwks").ShouldBe(1);
    }

    [Fact]
    public async Task a_new_key_of_the_provider_is_found_when_the_last_look_is_a_while_ago()
    {
        var clock = new ShiftedClock();
        await using var app = await SecuredApp.StartAsync(Issuer.Keys(), clock: clock);
        await app.WhoAsync(Bearer(Issuer.Token()));
        Issuer.ChangeKey();

        await RefusalAsync(app, Issuer.Token());
        clock.Shift = TimeSpan.FromSeconds(31);

        (await app.WhoAsync(Bearer(Issuer.Token()))).Name.ShouldBe("alice");
        Issuer.Asked.Count(path => path == "/jwks").ShouldBe(2);
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

        (await RefusalAsync(app, Issuer.Token())).ShouldBe("The token does not grant freshmaker.");
        (await app.WhoAsync(Bearer(Issuer.Token(new() { ["scope"] = "freshmaker openid" })))).Name.ShouldBe("alice");
        (await app.WhoAsync(Bearer(Issuer.Token(new() { ["scope"] = "", ["scp"] = new[] { "freshmaker", "openid" } })))).Name.ShouldBe("alice");
    }

    [Fact]
    public async Task a_rebuild_needs_the_scope_before_the_role()
    {
        var app = await AppAsync(("Bearer:ScopeNamespace", "https://example.org/freshmaker/"));

        (await MayAsync(Issuer.Token(new() { ["scope"] = "https://example.org/freshmaker/submit-build" }), "RebuildAdvisories")).ShouldBe((204, ""));
        (await MayAsync(Issuer.Token(new() { ["scope"] = "submit-build" }), "RebuildAdvisories")).ShouldBe(
            (403, "The token of alice does not grant the scope https://example.org/freshmaker/submit-build."));
        (await MayAsync(Issuer.Token(new() { ["scope"] = "" }), "CancelOwn")).ShouldBe((204, ""));
        (await MayAsync(Issuer.Token(new() { ["scope"] = "https://example.org/freshmaker/submit-build" }), "RebuildImages")).ShouldBe(
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
        var (good, foreign, unknown) = (Issuer.Token(), Issuer.Token(new() { ["jti"] = "2" }), Issuer.Token(new() { ["jti"] = "3" }));
        Issuer.UserInfos[good] = new() { ["sub"] = "1234", ["groups"] = new[] { "release team" } };
        Issuer.UserInfos[foreign] = new() { ["sub"] = "5678", ["groups"] = new[] { "release team" } };

        (await app.WhoAsync(Bearer(good))).Roles.ShouldBe(["Reader", "Rebuilder"]);
        await RefusalAsync(app, foreign);
        await RefusalAsync(app, unknown);
    }
}
