using System.Text.Json;
using System.Text.RegularExpressions;
using Freshmaker.Host.Security.Groups;
using Freshmaker.Host.Security.Identity;
using Freshmaker.Host.Security.Settings;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Freshmaker.Host.Security.Bearer;

/// <summary>Whose token comes with a request.</summary>
sealed partial class BearerIdentity(BearerSettings settings, JwtTokens jwts, OpaqueTokenChecks opaques, IGroups directory) : IIdentity
{
    const int Longest = 16 * 1024;

    public async Task<Finding> FindAsync(HttpContext http, CancellationToken ct)
    {
        var header = http.Request.Headers.Authorization;
        if (header.Count == 0 || (header.Count == 1 && !IsBearer(header[0])))
            return Finding.Nothing.Instance;
        if (header.Count > 1)
            return new Finding.Bad("The header Authorization came more than once.");
        var token = header[0]!["Bearer".Length..].Trim();
        if (token.Length > Longest || !Token().IsMatch(token))
            return new Finding.Bad("The header Authorization does not hold a bearer token.");
        try
        {
            // What fails as a JWT gets no second chance elsewhere.
            return token.Count(c => c == '.') is 2 or 4 && new JsonWebTokenHandler().CanReadToken(token) ? await OfJwtAsync(token, ct) : await OfOpaqueAsync(token, ct);
        }
        catch (ProviderAway away)
        {
            return new Finding.Unknown($"The token cannot be checked now: the OpenID provider is in trouble ({away.Message}).");
        }
    }

    public static bool IsBearer(string? header) => header is not null && (header.Equals("Bearer", StringComparison.OrdinalIgnoreCase)
        || header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase));

    async Task<Finding> OfJwtAsync(string token, CancellationToken ct)
    {
        var (claims, why) = await jwts.CheckAsync(token, ct);
        if (why is not null)
            return new Finding.Bad(why);
        if (claims.Name(settings.NameClaim) is not { } name)
            return new Finding.Bad($"The token has no claim {settings.NameClaim} that names somebody.");
        if (settings.Groups != GroupSource.UserInfo)
            return await WithAsync(name, claims, claims.Scopes(), ct);
        if (await opaques.UserInfoAsync(token, ct) is not { } info || claims.Text("sub") is not { } subject || info.Text("sub") != subject)
            return new Finding.Bad("The provider does not tell about the owner of the token.");
        return await WithAsync(name, info, claims.Scopes(), ct);
    }

    async Task<Finding> OfOpaqueAsync(string token, CancellationToken ct)
    {
        if (settings.Opaque == OpaqueTokens.None)
            return new Finding.Bad("The token is no JWT; others are not taken.");
        if (settings.Opaque == OpaqueTokens.UserInfo)
        {
            return await opaques.UserInfoAsync(token, ct) is not { } of ? new Finding.Bad("The provider does not accept the token.")
                : of.Name(settings.NameClaim) is not { } owner ? new Finding.Bad($"The provider does not tell {settings.NameClaim} of the token's owner.")
                : await WithAsync(owner, of, [], ct);
        }

        var (claims, why) = await opaques.IntrospectAsync(token, ct);
        if (why is not null)
            return new Finding.Bad(why);
        if ((claims.Name(settings.NameClaim) ?? claims.Name("username")) is not { } name)
            return new Finding.Bad($"The provider tells neither {settings.NameClaim} nor username of the token's owner.");
        if (settings.Groups != GroupSource.UserInfo)
            return await WithAsync(name, claims, claims.Scopes(), ct);
        if (await opaques.UserInfoAsync(token, ct) is not { } info || (claims.Text("sub") is { } sub && info.Text("sub") != sub))
            return new Finding.Bad("The provider does not tell about the owner of the token.");
        return await WithAsync(name, info, claims.Scopes(), ct);
    }

    async Task<Finding> WithAsync(string name, JsonElement about, IReadOnlyCollection<string> scopes, CancellationToken ct)
    {
        if (settings.RequiredScopes.Except(scopes).ToList() is { Count: > 0 } lacking)
            return new Finding.Bad($"The token does not grant {string.Join(", ", lacking)}.");
        var groups = settings.Groups == GroupSource.Ldap ? await directory.OfAsync(name, ct) : about.Texts(settings.GroupsClaim);
        return new Finding.Somebody(name, groups, scopes);
    }

    [GeneratedRegex("^[A-Za-z0-9._~+/-]+=*$")]
    private static partial Regex Token();
}
