using Freshmaker.Host.Security.Bearer;
using Freshmaker.Host.Security.Certificates;
using Freshmaker.Host.Security.Groups;
using Freshmaker.Host.Security.Http;
using Freshmaker.Host.Security.Identity;
using Freshmaker.Host.Security.Proxies;
using Freshmaker.Host.Security.Settings;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Freshmaker.Host.Security;

/// <summary>Puts the parts of security together.</summary>
public static class SecuritySetup
{
    /// <summary>Most connections to the OpenID provider, and the longest answer of it that is read.</summary>
    const int ProviderConnections = 16;
    const int LongestAnswer = 1024 * 1024;

    public static void AddFreshmakerSecurity(this WebApplicationBuilder builder, SecuritySettings settings)
    {
        var services = builder.Services;
        services.AddRateLimiter(_ => { });
        services.AddSingleton(settings);
        services.AddSingleton<Seldom>();
        services.AddSingleton<IdentityHeaders>();
        services.AddSingleton<SecurityMiddleware>();
        if (settings.Ldap is { } ldap)
            services.AddSingleton(ldap).AddSingleton<IGroups, LdapGroups>();
        else
            services.AddSingleton<IGroups, NoGroups>();

        // What is near comes before what asks over the network.
        if (settings.Schemes.Contains(Scheme.Proxy))
            services.AddSingleton<IIdentity, ProxyIdentity>();
        if (settings.Certificate is { } certificate)
            services.AddSingleton(certificate).AddSingleton<IIdentity, CertificateIdentity>();
        if (settings.Bearer is { } bearer)
            services.AddBearer(bearer);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            if (settings.Certificate is not null)
            {
                kestrel.ConfigureHttpsDefaults(https =>
                {
                    https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                    https.AllowAnyClientCertificate(); // CertificateIdentity looks at it, and says what is wrong
                });
            }
        });
    }

    static void AddBearer(this IServiceCollection services, BearerSettings settings)
    {
        services.AddSingleton(settings);
        services.AddHttpClient(Provider.Client, client =>
            {
                client.Timeout = settings.Timeout;
                client.MaxResponseContentBufferSize = LongestAnswer;
            })
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false, // a token or secret goes where it was configured to go
                UseCookies = false,
                MaxConnectionsPerServer = ProviderConnections,
                ConnectTimeout = settings.Timeout,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            })
            .RemoveAllLoggers(); // they can be set to log headers
        services.AddSingleton<Provider>();
        services.AddSingleton<TokenCache>();
        services.AddSingleton<JwtTokens>();
        services.AddSingleton<OpaqueTokenChecks>();
        services.AddSingleton<IIdentity, BearerIdentity>();
    }

    /// <summary>
    /// Before the endpoints. From then on <see cref="Callers.Caller"/> says who sends a request. An address is counted before it is found out who is there, which may cost
    /// the OpenID provider something, and the caller after it.
    /// </summary>
    public static void UseFreshmakerSecurity(this WebApplication app)
    {
        var settings = app.Services.GetRequiredService<SecuritySettings>();
        var security = app.Services.GetRequiredService<SecurityMiddleware>();
        app.Use(security.OpenAsync);
        app.UseRateLimiter(RequestLimits.PerAddress(settings));
        app.Use(security.AuthenticateAsync);
        app.UseRateLimiter(RequestLimits.PerIdentity(settings));
    }
}
