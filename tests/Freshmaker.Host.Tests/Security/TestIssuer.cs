using System.Collections.Concurrent;
using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Freshmaker.Host.Tests.Security;

/// <summary>An OpenID provider on loopback, with keys of its own, that can be told to be in trouble.</summary>
public sealed class TestIssuer : IAsyncDisposable
{
    public const string Audience = "freshmaker";
    public const string ClientId = "freshmaker client";
    public const string ClientSecret = "client/secret+that nobody:may see";

    readonly WebApplication _app;
    RSA _rsa = RSA.Create(2048);
    string _keyId = "key-1";

    TestIssuer(WebApplication app) => _app = app;

    public string Url { get; private set; } = "";

    /// <summary>What introspection says of a token; of one that is not here, that it is not active.</summary>
    public ConcurrentDictionary<string, Dictionary<string, object>> Introspections { get; } = [];

    /// <summary>What userinfo says of a token; one that is not here is refused.</summary>
    public ConcurrentDictionary<string, Dictionary<string, object>> UserInfos { get; } = [];

    public ConcurrentQueue<string> Asked { get; } = [];

    /// <summary>Answered instead of anything; 0: nothing ever comes.</summary>
    public int? Trouble { get; set; }

    public string PublicKeyPem => _rsa.ExportSubjectPublicKeyInfoPem();

    public static async Task<TestIssuer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var issuer = new TestIssuer(app);
        app.Use(async (HttpContext http, RequestDelegate next) =>
        {
            issuer.Asked.Enqueue(http.Request.Path);
            if (issuer.Trouble == 0)
                await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            else if (issuer.Trouble is { } status)
                http.Response.StatusCode = status;
            else
                await next(http);
        });
        app.MapGet("/.well-known/openid-configuration", () => Results.Json(new Dictionary<string, object>
        {
            ["issuer"] = issuer.Url,
            ["jwks_uri"] = $"{issuer.Url}/jwks",
            ["introspection_endpoint"] = $"{issuer.Url}/introspect",
            ["userinfo_endpoint"] = $"{issuer.Url}/userinfo",
        }));
        app.MapGet("/jwks", () =>
        {
            var key = issuer._rsa.ExportParameters(false);
            return Results.Json(new
            {
                keys = new[] { new { kty = "RSA", use = "sig", kid = issuer._keyId, n = Base64UrlEncoder.Encode(key.Modulus), e = Base64UrlEncoder.Encode(key.Exponent) } },
            });
        });
        app.MapPost("/introspect", async (HttpContext http) =>
        {
            var expected = Convert.ToBase64String(Encoding.UTF8.GetBytes("freshmaker+client:client%2Fsecret%2Bthat+nobody%3Amay+see"));
            if (http.Request.Headers.Authorization != $"Basic {expected}")
                return Results.Unauthorized();
            var form = await http.Request.ReadFormAsync();
            return Results.Json(issuer.Introspections.GetValueOrDefault($"{form["token"]}") ?? new() { ["active"] = false, ["secret-reason"] = "unknown" });
        });
        app.MapGet("/userinfo", (HttpContext http) =>
            issuer.UserInfos.GetValueOrDefault($"{http.Request.Headers.Authorization}"["Bearer ".Length..]) is { } info ? Results.Json(info) : Results.Unauthorized());
        await app.StartAsync();
        issuer.Url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return issuer;
    }

    /// <summary>The settings that take its tokens.</summary>
    public (string Key, string? Value)[] Keys(params (string Key, string? Value)[] others) =>
    [
        ("Authentication", "bearer"), ("Bearer:Authority", Url), ("Bearer:Audience", Audience), ("Bearer:ClockSkew", "00:00:00"),
        ("Roles:Rebuilder:Groups:0", "release team"), ("Roles:Admin:Users:0", "root"), .. others,
    ];

    /// <summary>A token for alice, as it should be; what is wrong with it is for the caller to say.</summary>
    public string Token(
        Dictionary<string, object>? claims = null, DateTime? expires = null, string? issuer = null, string? audience = null, SigningCredentials? credentials = null) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer ?? Url,
            Audience = audience ?? Audience,
            Expires = expires ?? Now.AddMinutes(5),
            NotBefore = (expires ?? Now).AddMinutes(-10),
            Claims = new Dictionary<string, object>(new Dictionary<string, object>
            {
                ["sub"] = "1234",
                ["preferred_username"] = "alice",
                ["groups"] = new[] { "release team", "staff" },
                ["scope"] = "openid submit-build",
            }.Concat(claims ?? []).GroupBy(c => c.Key).Select(c => c.Last()).Where(c => c.Value is not "")),
            SigningCredentials = credentials ?? Credentials(_rsa, _keyId),
        });

    public static DateTime Now => TimeProvider.System.GetUtcNow().UtcDateTime;

    public static SigningCredentials Credentials(RSA rsa, string keyId) => new(new RsaSecurityKey(rsa) { KeyId = keyId }, SecurityAlgorithms.RsaSha256);

    /// <summary>The same token with another head, and a signature made for it.</summary>
    public static string Forge(string token, object head, Func<byte[], byte[]> sign)
    {
        var signed = $"{Base64UrlEncoder.Encode(JsonSerializer.SerializeToUtf8Bytes(head))}.{token.Split('.')[1]}";
        return $"{signed}.{Base64UrlEncoder.Encode(sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    public void ChangeKey()
    {
        _rsa = RSA.Create(2048);
        _keyId = "key-2";
    }

    public async ValueTask DisposeAsync()
    {
        using var impatience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(impatience.Token);
        await _app.DisposeAsync();
    }
}
