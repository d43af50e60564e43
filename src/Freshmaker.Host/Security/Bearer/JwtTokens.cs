using System.Text.Json;
using Freshmaker.Host.Security.Settings;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Freshmaker.Host.Security.Bearer;

/// <summary>Checks tokens that the provider has signed: signature, algorithm, issuer, audience, time.</summary>
sealed class JwtTokens(BearerSettings settings, Provider provider)
{
    /// <summary>Signatures with a pair of keys only. With one key for both, whoever knows how to check could sign, and the keys that check are public.</summary>
    static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };

    /// <summary>The claims, or why there are none to be believed.</summary>
    public async Task<(JsonElement Claims, string? Why)> CheckAsync(string token, CancellationToken ct)
    {
        var configuration = await provider.ConfigurationAsync(ct);
        var result = await ValidateAsync(token, configuration);
        if (result.Exception is SecurityTokenSignatureKeyNotFoundException && await provider.WithNewKeysAsync(configuration, ct) is var renewed && renewed != configuration)
            result = await ValidateAsync(token, renewed);
        return result.IsValid ? (PayloadOf((JsonWebToken)result.SecurityToken), null) : (default, WordsFor(result.Exception));
    }

    Task<TokenValidationResult> ValidateAsync(string token, OpenIdConnectConfiguration configuration) => _handler.ValidateTokenAsync(token, new()
    {
        ValidAlgorithms = Algorithms,
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        ValidateLifetime = true,
        ClockSkew = settings.ClockSkew,
        ValidateIssuer = true,
        ValidIssuer = settings.Issuer ?? configuration.Issuer,
        ValidateAudience = true,
        ValidAudience = settings.Audience,
        RequireAudience = true,
        ValidateIssuerSigningKey = true,
        IssuerSigningKeys = configuration.SigningKeys,
        LogValidationExceptions = false,
    });

    static JsonElement PayloadOf(JsonWebToken token)
    {
        using var json = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(token.EncodedPayload));
        return json.RootElement.Clone();
    }

    /// <remarks>Words of our own: those of the library can hold parts of the token.</remarks>
    static string WordsFor(Exception fault) => fault switch
    {
        SecurityTokenExpiredException => "The token has expired.",
        SecurityTokenNotYetValidException => "The token is not valid yet.",
        SecurityTokenNoExpirationException => "The token does not say when it ends.",
        SecurityTokenInvalidIssuerException => "The token is from another issuer.",
        SecurityTokenInvalidAudienceException => "The token is meant for somebody else.",
        SecurityTokenInvalidAlgorithmException => "The token is signed in a way that is not accepted.",
        SecurityTokenSignatureKeyNotFoundException => "The token is signed with a key that the issuer does not have.",
        SecurityTokenInvalidSignatureException => "The token's signature is not right.",
        _ => "The token is not one that can be accepted.",
    };
}
