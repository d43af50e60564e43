using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using Serilog.Events;

namespace Freshmaker.Host.Tests.Security;

/// <summary>A provider in trouble, and what must not be told of tokens in any case.</summary>
public sealed class ProviderTroubleTests : BearerTest
{
    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(0)]
    public async Task a_provider_in_trouble_is_said_to_be_so_and_nobody_waits_long(int trouble)
    {
        var app = await AppAsync([.. Introspection, ("Bearer:Timeout", "00:00:01")]);
        Issuer.Trouble = trouble;
        var begin = Stopwatch.GetTimestamp();

        foreach (var token in new[] { Issuer.Token(), "opaque-6" })
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => app.TryAsync(app.Client, "/who", Bearer(token))));
            answers.ShouldAllBe(a => a.Status == HttpStatusCode.ServiceUnavailable
                && a.Words.StartsWith("The token cannot be checked now: the OpenID provider is in trouble"));
        }

        for (var i = 0; i < 10; i++)
            (await app.TryAsync(app.Client, "/who", Bearer(Issuer.Token()))).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        Stopwatch.GetElapsedTime(begin).ShouldBeLessThan(TimeSpan.FromSeconds(7), "after a fault it is left alone");
        (await app.WhoAsync()).Roles.ShouldBe(["Reader"], "reading goes on");
    }

    [Fact]
    public async Task a_provider_that_is_back_is_asked_again_and_one_that_goes_away_later_is_not_missed_for_its_keys()
    {
        var app = await AppAsync();
        Issuer.Trouble = 503;
        (await app.TryAsync(app.Client, "/who", Bearer(Issuer.Token()))).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);

        Issuer.Trouble = null;
        await Running.Eventually.BecomesAsync(
            async () => (await app.TryAsync(app.Client, "/who", Bearer(Issuer.Token()))).Status, status => status == HttpStatusCode.OK, "it should be back");

        Issuer.Trouble = 503;
        (await app.WhoAsync(Bearer(Issuer.Token()))).Name.ShouldBe("alice");
    }

    [Fact]
    public async Task one_strange_answer_about_one_token_keeps_nobody_else_out()
    {
        var app = await AppAsync(("Bearer:Opaque", "userinfo"));
        await app.WhoAsync(Bearer(Issuer.Token()));
        Issuer.Trouble = 400;
        await RefusalAsync(app, "opaque-7");
        Issuer.Trouble = 500;
        (await app.TryAsync(app.Client, "/who", Bearer("opaque-8"))).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        Issuer.Trouble = null;
        Issuer.UserInfos["opaque-9"] = new() { ["preferred_username"] = "alice" };

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
        Issuer.Introspections["opaque-secret-1"] = Active();
        using var strange = RSA.Create(2048);
        string[] tokens =
        [
            Issuer.Token(), Issuer.Token(expires: TestIssuer.Now.AddMinutes(-1)), Issuer.Token(credentials: TestIssuer.Credentials(strange, "strange")),
            Issuer.Token(audience: "another"), "opaque-secret-1", "opaque-secret-2", "opaque secret-3",
        ];
        var answered = "";
        foreach (var trouble in new int?[] { null, 500, 503 })
        {
            Issuer.Trouble = trouble;
            foreach (var token in tokens)
            {
                using var answer = await SecuredApp.SendAsync(app.Client, HttpMethod.Get, "/who?access_token=query-secret", Bearer(token));
                answered += $"{answer} {await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}";
            }
        }

        var seen = $"{answered}\n{string.Join('\n', Ours(app))}";
        seen.ShouldContain("The token has expired.");
        var head = Issuer.Token().Split('.')[0]; // the same on every token
        var secrets = tokens.SelectMany(t => t.Split('.')).Where(part => part.Length > 12 && part != head).Concat(["query-secret", TestIssuer.ClientSecret, "nobody%3Amay"]);
        foreach (var part in secrets)
            seen.Contains(part, StringComparison.Ordinal).ShouldBeFalse($"{part} should be nowhere");
    }

    /// <summary>Lines at the levels that the host logs.</summary>
    static IEnumerable<string> Ours(SecuredApp app) => app.Log.All
        .Where(l => l.Level >= LogEventLevel.Warning
            || (l.Level == LogEventLevel.Information && $"{l.Properties.GetValueOrDefault("SourceContext")}".Contains("Freshmaker")))
        .Select(l => $"{l.RenderMessage()} {l.Exception} {string.Join(' ', l.Properties)}");
}
