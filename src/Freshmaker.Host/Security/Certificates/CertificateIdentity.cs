using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Freshmaker.Host.Security.Identity;
using Freshmaker.Host.Security.Proxies;
using Freshmaker.Host.Security.Settings;
using Microsoft.AspNetCore.Connections.Features;

namespace Freshmaker.Host.Security.Certificates;

/// <summary>
/// The client certificate of our own TLS connection. It is checked here and not in the handshake, where a client whose certificate has expired would only be told that
/// the connection broke.
/// </summary>
sealed class CertificateIdentity(CertificateSettings settings, IdentityHeaders proxies) : IIdentity
{
    const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    readonly X509Certificate2Collection _authorities = CertificateFiles.Read(settings.CaFile);

    public Task<Finding> FindAsync(HttpContext http, CancellationToken ct)
    {
        // A proxy that shows us a certificate shows its own, whoever is behind it.
        if (http.Connection.ClientCertificate is not { } certificate || proxies.ComesFromProxy(http))
            return Task.FromResult<Finding>(Finding.Nothing.Instance);
        var connection = http.Features.Get<IConnectionItemsFeature>()?.Items;
        if (connection?.TryGetValue(this, out var kept) is true && kept is Finding known && !IsOver(certificate, http))
            return Task.FromResult(known);
        var finding = Check(certificate);
        if (connection is not null)
            connection[this] = finding;
        return Task.FromResult(finding);
    }

    static bool IsOver(X509Certificate2 certificate, HttpContext http) =>
        http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow() > certificate.NotAfter.ToUniversalTime();

    Finding Check(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_authorities);
        chain.ChainPolicy.RevocationMode = settings.ChecksRevocation ? X509RevocationMode.Online : X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        if (!chain.Build(certificate))
            return new Finding.Bad($"The client certificate is not accepted: {string.Join(", ", chain.ChainStatus.Select(s => s.Status).Distinct())}.");
        return Names.IsName(certificate.SubjectName.Name)
            ? new Finding.Somebody(certificate.SubjectName.Name, [])
            : new Finding.Bad("The client certificate has no subject that could be a name.");
    }
}
