using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Freshmaker.Integrations.Koji;

public static class KojiServices
{
    /// <summary>Koji as the <see cref="IImageBuildSystem"/> and the <see cref="IImageBuilds"/>, both over one session.</summary>
    /// <exception cref="ArgumentException">The options break a rule.</exception>
    public static IServiceCollection AddKoji(this IServiceCollection services, KojiOptions options)
    {
        Options.Demand(options.Validate());
        var certificate = options.Auth == KojiAuth.Certificate
            ? Load("CertificateFile", () => X509Certificate2.CreateFromPemFile(options.CertificateFile!, options.KeyFile ?? options.CertificateFile!))
            : null;
        var authorities = options.CaFile is { } file ? Load("CaFile", () => Authorities(file)) : null;

        services.AddOutsideHttp(KojiHub.System, options.HubUrl!, options.Limits)
            .ConfigurePrimaryHttpMessageHandler((handler, _) => ShowWhoWeAre((SocketsHttpHandler)handler, options, certificate, authorities));
        // One session for all: a client of its own for each would log in as often.
        services.AddSingleton(provider => new KojiHub(provider.GetRequiredService<IHttpClientFactory>().CreateClient(KojiHub.System), options));
        services.AddSingleton(provider => new KojiSession(provider.GetRequiredService<KojiHub>(), options));
        services.AddSingleton<IImageBuildSystem>(provider => new KojiImageBuildSystem(provider.GetRequiredService<KojiHub>(), provider.GetRequiredService<KojiSession>(), options));
        services.AddSingleton<IImageBuilds>(provider => new KojiImageBuilds(provider.GetRequiredService<KojiHub>()));
        return services;
    }

    static void ShowWhoWeAre(SocketsHttpHandler handler, KojiOptions options, X509Certificate2? certificate, X509Certificate2Collection? authorities)
    {
        if (options.Auth == KojiAuth.Kerberos)
            handler.Credentials = new CredentialCache { { options.HubUrl!, "Negotiate", CredentialCache.DefaultNetworkCredentials } };
        if (certificate is not null)
            handler.SslOptions.ClientCertificates = [certificate];
        if (authorities is null)
            return;
        var chain = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        chain.CustomTrustStore.AddRange(authorities);
        handler.SslOptions.CertificateChainPolicy = chain;
    }

    static X509Certificate2Collection Authorities(string file)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(file);
        return authorities.Count > 0 ? authorities : throw new CryptographicException("there is no certificate in it");
    }

    static T Load<T>(string key, Func<T> load)
    {
        try
        {
            return load();
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"The configuration cannot be used: {KojiOptions.Section}:{key} cannot be read as PEM: {e.Message}.", e);
        }
    }
}
