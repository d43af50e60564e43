using System.Net;

namespace Freshmaker.Host.Tests.Security;

/// <summary>An application that believes the tokens of a provider, and the provider.</summary>
public abstract class BearerTest : IAsyncLifetime
{
    SecuredApp? _app;

    protected TestIssuer Issuer { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Issuer = await TestIssuer.StartAsync();

    protected async Task<SecuredApp> AppAsync(params (string Key, string? Value)[] keys) => _app = await SecuredApp.StartAsync(Issuer.Keys(keys));

    protected static (string, string) Bearer(string token) => ("Authorization", $"Bearer {token}");

    protected static async Task<string> RefusalAsync(SecuredApp app, string token)
    {
        using var answer = await SecuredApp.SendAsync(app.Client, HttpMethod.Get, "/who", Bearer(token));
        answer.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer realm=\"freshmaker\", error=\"invalid_token\"");
        var (status, words) = await app.TryAsync(app.Client, "/who", Bearer(token));
        status.ShouldBe(HttpStatusCode.Unauthorized, words);
        return words;
    }

    protected static (string, string?)[] Introspection =>
        [("Bearer:Opaque", "introspection"), ("Bearer:ClientId", TestIssuer.ClientId), ("Bearer:ClientSecret", TestIssuer.ClientSecret)];

    protected static Dictionary<string, object> Active(params (string, object)[] others) => new(new Dictionary<string, object>
    {
        ["active"] = true,
        ["username"] = "alice",
        ["aud"] = new[] { TestIssuer.Audience },
        ["scope"] = "openid submit-build",
        ["groups"] = new[] { "release team" },
        ["exp"] = TimeProvider.System.GetUtcNow().AddMinutes(1).ToUnixTimeSeconds(),
    }.Concat(others.Select(o => KeyValuePair.Create(o.Item1, o.Item2))).GroupBy(c => c.Key).Select(c => c.Last()));

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
        await Issuer.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
