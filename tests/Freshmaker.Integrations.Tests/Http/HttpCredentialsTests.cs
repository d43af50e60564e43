using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Http;
using Freshmaker.Integrations.Odcs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Freshmaker.Integrations.Tests.Http;

/// <summary>Certificates and Kerberos over real connections.</summary>
public sealed class HttpCredentialsTests : IDisposable
{
    readonly string _directory = Directory.CreateTempSubdirectory("freshmaker-certificates-").FullName;

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_client_certificate_is_shown_and_may_be_renewed_while_we_run()
    {
        using var authority = Authority();
        await using var odcs = await StartAsync(authority, "localhost");
        var (certificate, key) = Write("client", Issue(authority, "freshmaker-1"));

        var composes = Odcs(odcs, certificate, key, Write("ca", authority).Certificate);
        (await composes.GetAsync([5], Stop))[5].Source.ShouldBe("CN=freshmaker-1");

        Write("client", Issue(authority, "freshmaker-2"));
        (await Odcs(odcs, certificate, key, Path.Combine(_directory, "ca.crt")).GetAsync([5], Stop))[5].Source.ShouldBe("CN=freshmaker-2");
        (await composes.GetAsync([6], Stop))[6].Source.ShouldBe("CN=freshmaker-2"); // the server closes after each answer, so this is a new connection
        File.Delete(certificate);
        (await Should.ThrowAsync<OutsideFault>(() => composes.GetAsync([5], Stop))).Text.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task The_certificate_of_the_system_is_always_verified()
    {
        using var authority = Authority();
        using var another = Authority();
        await using var odcs = await StartAsync(authority, "localhost");
        await using var misnamed = await StartAsync(authority, "elsewhere.example.org");
        var (certificate, key) = Write("client", Issue(authority, "freshmaker"));
        var good = Write("ca", authority).Certificate;

        (await Odcs(odcs, certificate, key, good).GetAsync([5], Stop)).Count.ShouldBe(1);
        await RefusedAsync(Odcs(odcs, certificate, key, Write("another", another).Certificate));
        await RefusedAsync(Odcs(odcs, certificate, key, null));
        await RefusedAsync(Odcs(misnamed, certificate, key, good));

        static async Task RefusedAsync(IComposes composes) =>
            (await Should.ThrowAsync<OutsideFault>(() => composes.GetAsync([5], Stop))).Text.ShouldContain("SSL connection could not be established");
    }

    [Fact]
    public async Task Without_a_ticket_Kerberos_is_a_fault_and_no_crash()
    {
        var negotiated = 0;
        await using var odcs = await CannedServer.StartAsync(context =>
        {
            context.Response.Headers.WWWAuthenticate = "Negotiate";
            if (context.Request.Headers.Authorization.Count > 0)
                Interlocked.Increment(ref negotiated);
            return CannedServer.Write(context, 401, "<html>Unauthorized</html>", "text/html");
        });
        var options = new OdcsOptions { Url = odcs.Url, Auth = HttpAuth.Kerberos, Limits = Quick.Limits };
        var composes = new ServiceCollection().AddOdcs(options).BuildServiceProvider().GetRequiredService<IComposes>();

        await Should.ThrowAsync<OutsideFault>(() => composes.GetAsync([5], Stop));
        await Should.ThrowAsync<OutsideFault>(() => composes.RenewAsync(5, Stop));

        odcs.Requests.Count.ShouldBeGreaterThan(1);
        negotiated.ShouldBe(0);
    }

    [Fact]
    public void Only_Kerberos_sends_tickets_and_only_to_the_system_itself()
    {
        using var handler = new SocketsHttpHandler();
        new HttpCredentials { Negotiate = true }.ApplyTo(handler, new("https://odcs.example.org/api/1/"));

        handler.Credentials!.GetCredential(new("https://odcs.example.org/api/1/composes/"), "Negotiate").ShouldBe(CredentialCache.DefaultNetworkCredentials);
        handler.Credentials.GetCredential(new("https://odcs.example.org/"), "Basic").ShouldBeNull();
        handler.Credentials.GetCredential(new("https://elsewhere.example.org/"), "Negotiate").ShouldBeNull();
        handler.Credentials.GetCredential(new("http://odcs.example.org/"), "Negotiate").ShouldBeNull();

        using var plain = new SocketsHttpHandler();
        new HttpCredentials().ApplyTo(plain, new("https://odcs.example.org/"));
        (plain.Credentials, plain.SslOptions.LocalCertificateSelectionCallback, plain.SslOptions.CertificateChainPolicy).ShouldBe((null, null, null));
    }

    [Fact]
    public void Files_must_be_there_and_hold_what_they_should()
    {
        using var authority = Authority();
        var (certificate, key) = Write("client", Issue(authority, "freshmaker"));
        var (_, otherKey) = Write("other", Issue(authority, "other"));
        var empty = Path.Combine(_directory, "empty");
        File.WriteAllText(empty, "");

        new HttpCredentials { CertificateFile = certificate, KeyFile = key, CaFile = certificate }.Validate("S").ShouldBeEmpty();
        Keys(new() { KeyFile = key }).ShouldBe(["S:KeyFile"]);
        Keys(new() { CertificateFile = "/no/such/file" }).ShouldBe(["S:CertificateFile"]);
        Keys(new() { CertificateFile = certificate }).ShouldBe(["S:CertificateFile"]); // without a key
        Keys(new() { CertificateFile = certificate, KeyFile = otherKey }).ShouldBe(["S:CertificateFile"]);
        Keys(new() { CaFile = empty }).ShouldBe(["S:CaFile"]);
        Keys(new() { CaFile = "/no/such/file" }).ShouldBe(["S:CaFile"]);

        static IEnumerable<string> Keys(HttpCredentials credentials) => credentials.Validate("S").Select(problem => problem.Split(' ')[0]);
    }

    static IComposes Odcs(Server odcs, string certificate, string key, string? authorities)
    {
        var options = new OdcsOptions
        {
            Url = odcs.Url,
            Auth = HttpAuth.Certificate,
            CertificateFile = certificate,
            KeyFile = key,
            CaFile = authorities,
            Limits = Quick.Limits with { Retries = 0 },
        };
        return new ServiceCollection().AddOdcs(options).BuildServiceProvider().GetRequiredService<IComposes>();
    }

    (string Certificate, string Key) Write(string name, X509Certificate2 certificate)
    {
        var (crt, key) = (Path.Combine(_directory, $"{name}.crt"), Path.Combine(_directory, $"{name}.key"));
        File.WriteAllText(crt, certificate.ExportCertificatePem());
        File.WriteAllText(key, certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        return (crt, key);
    }

    static X509Certificate2 Authority()
    {
        var request = new CertificateRequest($"CN=Authority {Guid.CreateVersion7()}", ECDsa.Create(ECCurve.NamedCurves.nistP256), HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddHours(-1), now.AddHours(2));
    }

    static X509Certificate2 Issue(X509Certificate2 authority, string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        return request.Create(authority, now.AddMinutes(-30), now.AddHours(1), RandomNumberGenerator.GetBytes(8)).CopyWithPrivateKey(key);
    }

    static async Task<Server> StartAsync(X509Certificate2 authority, string name)
    {
        var certificate = X509CertificateLoader.LoadPkcs12(Issue(authority, name).Export(X509ContentType.Pkcs12), null);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.UseSetting(WebHostDefaults.ServerUrlsKey, null).ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(https =>
        {
            https.ServerCertificate = certificate;
            https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            https.AllowAnyClientCertificate();
        })));
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Run(context =>
        {
            context.Response.Headers.Connection = "close";
            return CannedServer.Write(
                context, 200, $$"""{"id":{{context.Request.Path.Value!.Split('/')[^1]}},"state_name":"done","source":"{{context.Connection.ClientCertificate!.Subject}}"}""");
        });
        await app.StartAsync(Stop);
        return new(app);
    }

    sealed class Server(WebApplication app) : IAsyncDisposable
    {
        public Uri Url => new UriBuilder(app.Urls.Single()) { Host = "localhost" }.Uri;

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }
}
