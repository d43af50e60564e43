using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Freshmaker.Host.Security.Settings;

namespace Freshmaker.Host.Security.Bearer;

/// <summary>Asks the provider about tokens: introspection (RFC 7662), and what it tells about their owners.</summary>
sealed class OpaqueTokenChecks(BearerSettings settings, Provider provider, TokenCache cache, TimeProvider time)
{
    /// <summary>How long a refusal is believed: what is asked about again and again must not be passed on each time.</summary>
    static readonly TimeSpan RefusedFor = TimeSpan.FromSeconds(10);

    sealed record Answer(JsonElement? Claims);

    /// <summary>The claims of a token that is active, meant for us and in time, or why there are none.</summary>
    public async Task<(JsonElement Claims, string? Why)> IntrospectAsync(string token, CancellationToken ct)
    {
        var url = settings.IntrospectionUrl ?? ToUri((await provider.ConfigurationAsync(ct)).IntrospectionEndpoint, "introspection");
        var answer = await cache.GetAsync("introspection", token, async () =>
        {
            // A refusal is of us, not of the token: about that the provider would say that it is not active.
            var claims = await provider.AskAsync(() => Question(url, token), ct) ?? throw new ProviderAway("it does not accept our client id and secret");
            return (new Answer(claims), IsActive(claims) ? Shorter(settings.CacheFor, claims.Time("exp") - time.GetUtcNow()) : RefusedFor);
        });
        var of = answer.Claims!.Value;
        if (!IsActive(of))
            return (default, "The token is not active.");
        if (of.Time("exp") is { } end && end + settings.ClockSkew < time.GetUtcNow())
            return (default, "The token has expired.");
        if (of.Time("nbf") is { } begin && begin - settings.ClockSkew > time.GetUtcNow())
            return (default, "The token is not valid yet.");
        if (!of.Texts("aud").Contains(settings.Audience))
            return (default, "The token is meant for somebody else.");
        if (settings.Issuer is { } issuer && of.Text("iss") is { } said && said != issuer)
            return (default, "The token is from another issuer.");
        return (of, null);
    }

    /// <summary>What the provider tells about the owner; null when it does not accept the token.</summary>
    public async Task<JsonElement?> UserInfoAsync(string token, CancellationToken ct)
    {
        var url = settings.UserInfoUrl ?? ToUri((await provider.ConfigurationAsync(ct)).UserInfoEndpoint, "userinfo");
        var answer = await cache.GetAsync("userinfo", token, async () =>
        {
            var claims = await provider.AskAsync(() => new(HttpMethod.Get, url) { Headers = { Authorization = new("Bearer", token) } }, ct);
            return (new Answer(claims), claims is null ? RefusedFor : settings.CacheFor);
        });
        return answer.Claims;
    }

    HttpRequestMessage Question(Uri url, string token) => new(HttpMethod.Post, url)
    {
        Headers =
        {
            Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Escape(settings.ClientId!)}:{Escape(settings.ClientSecret())}"))),
            Accept = { new MediaTypeWithQualityHeaderValue("application/json") },
        },
        Content = new FormUrlEncodedContent([new("token", token), new("token_type_hint", "access_token")]),
    };

    // RFC 6749, section 2.3.1: id and secret are encoded as in a form before they become user and password.
    static string Escape(string value) => Uri.EscapeDataString(value).Replace("%20", "+", StringComparison.Ordinal);

    static bool IsActive(JsonElement claims) => claims.TryGetProperty("active", out var active) && active.ValueKind == JsonValueKind.True;

    static TimeSpan Shorter(TimeSpan most, TimeSpan? left) => left < most ? left.Value : most;

    /// <remarks>The document came over TLS, or from this machine; what it names has to be as safe.</remarks>
    static Uri ToUri(string? endpoint, string what) =>
        Uri.TryCreate(endpoint, UriKind.Absolute, out var url) && (url.Scheme == "https" || (url.Scheme == "http" && url.IsLoopback))
            ? url
            : throw new ProviderAway($"its discovery document names no usable {what} endpoint");
}
