using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Freshmaker.Integrations.Http;

/// <summary>Who we are towards an HTTP system, on the level of the connection, and whose certificates we believe. TLS certificates are always verified.</summary>
public sealed record HttpCredentials
{
    /// <summary>PEM file of our client certificate; null: none is shown. It is read anew for every connection, so that it can be renewed while we run.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>PEM file of its key, without a password; null: the key is in <see cref="CertificateFile"/>.</summary>
    public string? KeyFile { get; init; }

    /// <summary>PEM file of the authorities that are believed instead of the machine's; null: the machine's.</summary>
    public string? CaFile { get; init; }

    /// <summary>Kerberos by SPNEGO, with the tickets of the credential cache that <c>KRB5CCNAME</c> names (or a keytab by <c>KRB5_CLIENT_KTNAME</c>).</summary>
    public bool Negotiate { get; init; }

    /// <summary>What is wrong with them, each with its key and rule.</summary>
    internal IEnumerable<string> Validate(string section)
    {
        if (KeyFile is not null && CertificateFile is null)
            yield return $"{section}:KeyFile needs {section}:CertificateFile";
        else if (CertificateFile is not null && Problem(() => Certificate().Dispose()) is { } noCertificate)
            yield return $"{section}:CertificateFile and {section}:KeyFile must be readable PEM files of a certificate and its key: {noCertificate}";
        if (CaFile is not null && Problem(() => Authorities()) is { } noAuthority)
            yield return $"{section}:CaFile must be a readable PEM file with at least one certificate: {noAuthority}";
    }

    /// <summary>Configures the connections to the system at an address.</summary>
    internal void ApplyTo(SocketsHttpHandler handler, Uri address)
    {
        if (Negotiate)
            handler.Credentials = new CredentialCache { { new Uri(address, "/"), "Negotiate", CredentialCache.DefaultNetworkCredentials } };
        if (CertificateFile is not null)
            handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => Certificate();
        if (CaFile is null)
            return;
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(Authorities());
        handler.SslOptions.CertificateChainPolicy = policy;
    }

    X509Certificate2 Certificate() => X509Certificate2.CreateFromPemFile(CertificateFile!, KeyFile);

    X509Certificate2Collection Authorities()
    {
        var all = new X509Certificate2Collection();
        all.ImportFromPemFile(CaFile!);
        return all.Count > 0 ? all : throw new CryptographicException("there is no certificate in it");
    }

    static string? Problem(Action read)
    {
        try
        {
            read();
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            return e is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : Words.Clean(e.Message, 200);
        }
    }
}
