using System.Net;

namespace Freshmaker.Host.Tests.Security;

/// <summary>Tokens that only the provider can read: it is asked about them.</summary>
public sealed class OpaqueTokenTests : BearerTest
{
    [Fact]
    public async Task a_token_that_is_no_jwt_is_asked_about_once()
    {
        var app = await AppAsync(Introspection);
        Issuer.Introspections["opaque-1"] = Active();

        for (var i = 0; i < 5; i++)
        {
            var who = await app.WhoAsync(Bearer("opaque-1"));
            who.Name.ShouldBe("alice");
            who.Roles.ShouldBe(["Reader", "Rebuilder"]);
        }

        Issuer.Asked.Count(path => path == "/introspect").ShouldBe(1);
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
        Issuer.Introspections["opaque-2"] = Active((claim, value));

        (await RefusalAsync(app, "opaque-2")).ShouldBe(words);
        (await RefusalAsync(app, "opaque-unknown")).ShouldBe("The token is not active.");
    }

    [Fact]
    public async Task an_active_token_is_not_believed_past_its_end()
    {
        var app = await AppAsync([.. Introspection, ("Bearer:CacheFor", "00:10:00")]);
        Issuer.Introspections["opaque-3"] = Active(("exp", TimeProvider.System.GetUtcNow().AddSeconds(2).ToUnixTimeSeconds()));
        (await app.WhoAsync(Bearer("opaque-3"))).Name.ShouldBe("alice");

        await Task.Delay(TimeSpan.FromSeconds(2.1), TestContext.Current.CancellationToken);

        (await RefusalAsync(app, "opaque-3")).ShouldBe("The token has expired.");
    }

    [Fact]
    public async Task a_jwt_that_fails_gets_no_second_chance_by_introspection()
    {
        var app = await AppAsync(Introspection);
        var expired = Issuer.Token(expires: TestIssuer.Now.AddMinutes(-1));
        Issuer.Introspections[expired] = Active();

        (await RefusalAsync(app, expired)).ShouldBe("The token has expired.");
    }

    [Fact]
    public async Task userinfo_may_say_whose_a_token_is_and_then_it_asks_for_no_rebuild()
    {
        var app = await AppAsync(("Bearer:Opaque", "userinfo"));
        Issuer.UserInfos["opaque-4"] = new() { ["sub"] = "1", ["preferred_username"] = "alice", ["groups"] = new[] { "release team" } };

        (await app.WhoAsync(Bearer("opaque-4"))).Roles.ShouldBe(["Reader", "Rebuilder"]);
        await RefusalAsync(app, "opaque-5");
        using var answer = await SecuredApp.SendAsync(app.Client, HttpMethod.Post, "/may/RebuildAdvisories", Bearer("opaque-4"));
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }
}
