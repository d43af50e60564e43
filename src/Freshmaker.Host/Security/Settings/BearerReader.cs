using Freshmaker.Host.Operations;

namespace Freshmaker.Host.Security.Settings;

static class BearerReader
{
    public static BearerSettings Read(SettingsReader read)
    {
        var defaults = new BearerSettings { Authority = new("about:blank"), Audience = "" };
        var clientId = read.Text("Freshmaker:Security:Bearer:ClientId");
        var secret = Secret.Read(read, "Freshmaker:Security:Bearer:ClientSecret", "Freshmaker:Security:Bearer:ClientSecretFile");
        var settings = defaults with
        {
            Authority = Provider(read, "Freshmaker:Security:Bearer:Authority", required: true)!,
            Audience = read.Required("Freshmaker:Security:Bearer:Audience", "whom tokens must be meant for, such as freshmaker"),
            Issuer = read.Text("Freshmaker:Security:Bearer:Issuer"),
            RequiredScopes = read.List("Freshmaker:Security:Bearer:RequiredScopes", ""),
            SubmitScope = $"{read.Text("Freshmaker:Security:Bearer:ScopeNamespace", "")}submit-build",
            NameClaim = read.Text("Freshmaker:Security:Bearer:NameClaim", defaults.NameClaim)!,
            GroupsClaim = read.Text("Freshmaker:Security:Bearer:GroupsClaim", defaults.GroupsClaim)!,
            Groups = read.OneOf("Freshmaker:Security:Bearer:Groups", "claim", "claim", "userinfo", "ldap") switch
            {
                "userinfo" => GroupSource.UserInfo,
                "ldap" => GroupSource.Ldap,
                _ => GroupSource.Claim,
            },
            Opaque = read.OneOf("Freshmaker:Security:Bearer:Opaque", "none", "none", "introspection", "userinfo") switch
            {
                "introspection" => OpaqueTokens.Introspection,
                "userinfo" => OpaqueTokens.UserInfo,
                _ => OpaqueTokens.None,
            },
            IntrospectionUrl = Provider(read, "Freshmaker:Security:Bearer:IntrospectionUrl"),
            UserInfoUrl = Provider(read, "Freshmaker:Security:Bearer:UserInfoUrl"),
            ClientId = clientId,
            ClientSecret = secret ?? (() => ""),
            CacheFor = read.Duration("Freshmaker:Security:Bearer:CacheFor", defaults.CacheFor, TimeSpan.FromMinutes(10)),
            Timeout = SecurityReader.Positive(read, "Freshmaker:Security:Bearer:Timeout", defaults.Timeout, TimeSpan.FromMinutes(1)),
            ClockSkew = read.Duration("Freshmaker:Security:Bearer:ClockSkew", defaults.ClockSkew, TimeSpan.FromMinutes(5)),
        };
        if (settings.Opaque == OpaqueTokens.Introspection && (clientId is null || secret is null))
            read.Refuse("Freshmaker:Security:Bearer:ClientId and ClientSecret or ClientSecretFile must be given for Freshmaker:Security:Bearer:Opaque introspection");
        if (settings.Opaque == OpaqueTokens.UserInfo && settings.RequiredScopes.Count > 0)
        {
            read.Refuse("Freshmaker:Security:Bearer:RequiredScopes cannot be asked for with Freshmaker:Security:Bearer:Opaque userinfo, "
                + "which does not tell the scopes of a token");
        }

        return settings;
    }

    /// <remarks>Whoever sits between us and the provider could make himself anybody, so only this machine is trusted without TLS.</remarks>
    static Uri? Provider(SettingsReader read, string key, bool required = false)
    {
        if (!required && read.Text(key) is null)
            return null;
        var url = read.Uri(key, "the OpenID provider, such as https://id.example.org/realms/main", "https", "http");
        if (url is { Scheme: "http", IsLoopback: false })
            read.Refuse($"{key} must begin with https:// (http:// is taken on loopback only)");
        return url;
    }
}
