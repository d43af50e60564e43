using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Koji;
using Freshmaker.Integrations.Tests.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace Freshmaker.Integrations.Tests.Koji;

/// <summary>The logins that the transport makes: by Kerberos as far as its challenge, by certificate in full.</summary>
public sealed class KojiLoginTests : KojiTest
{
    [Fact]
    public async Task Kerberos_without_a_ticket_is_a_fault_that_says_what_is_missing()
    {
        var koji = KojiWith(options => options with { Auth = KojiAuth.Kerberos, User = null, Password = null });

        var fault = await Should.ThrowAsync<OutsideFault>(() => koji.SubmitAsync(Web, Stop));

        (fault.System, fault.Call).ShouldBe(("Koji", "sslLogin()"));
        fault.Text.ShouldStartWith("HTTP 401, the hub wants Kerberos, but there is no ticket that it takes (KRB5CCNAME, KRB5_CLIENT_KTNAME)");
        Sandbox.Counters["koji.challenges"].ShouldBe(1);
        Sandbox.Counters["koji.writes"].ShouldBe(0);
    }

    [Fact]
    public async Task Reading_with_kerberos_needs_no_ticket() =>
        (await KojiWith(options => options with { Auth = KojiAuth.Kerberos, User = null, Password = null }).GetAsync([60_411_977], Stop)).ShouldNotBeEmpty();

    [Fact]
    public async Task A_login_goes_to_its_own_address_and_the_calls_to_the_hubs()
    {
        await using var hub = await CannedServer.StartAsync(200, Shapes.Response(Shapes.Struct(("session-id", "<int>1</int>"), ("session-key", "<string>41-k3y</string>"), ("header-auth", "<boolean>1</boolean>"))), "text/xml");
        var koji = KojiAt(new Uri(hub.Url, "/kojihub/"), options => options with { Auth = KojiAuth.Kerberos });

        await Should.ThrowAsync<OutsideFault>(() => koji.SubmitAsync(Web, Stop));

        hub.Requests.ShouldBe(["POST /kojihub/ssllogin", "POST /kojihub"]);
    }

    [Fact]
    public async Task A_client_certificate_is_shown_and_the_hubs_is_checked_against_our_authority()
    {
        using var files = new Certificates();
        await using var hub = await TlsHubAsync(files.Server);
        KojiOptions With(KojiOptions options) => options with { Auth = KojiAuth.Certificate, User = null, Password = null, CertificateFile = files.Client, CaFile = files.Authority };

        (await KojiAt(new Uri(hub.Urls.Single()), With).SubmitAsync(Web, Stop)).ShouldBe(new ImageSubmission.Refused(1000, "hello CN=freshmaker"));

        // without our authority the hub is not trusted
        (await Should.ThrowAsync<OutsideFault>(() => KojiAt(new Uri(hub.Urls.Single()), options => With(options) with { CaFile = null }).SubmitAsync(Web, Stop)))
            .Text.ShouldContain("SSL connection could not be established");
    }

    [Fact]
    public async Task A_client_certificate_may_be_renewed_while_we_run()
    {
        using var files = new Certificates();
        await using var hub = await TlsHubAsync(files.Server);
        var koji = KojiAt(new Uri(hub.Urls.Single()), options => options with { Auth = KojiAuth.Certificate, User = null, Password = null, CertificateFile = files.Client, CaFile = files.Authority });
        (await koji.SubmitAsync(Web, Stop)).ShouldBe(new ImageSubmission.Refused(1000, "hello CN=freshmaker"));

        files.Renew("freshmaker-2");

        (await koji.SubmitAsync(Web, Stop)).ShouldBe(new ImageSubmission.Refused(1000, "hello CN=freshmaker-2"));
    }

    [Fact]
    public void A_file_that_is_no_certificate_is_named()
    {
        var file = typeof(KojiLoginTests).Assembly.Location;

        Should.Throw<ArgumentException>(() => KojiAt(new Uri("https://hub.example.org/kojihub"), options => options with { Auth = KojiAuth.Certificate, CertificateFile = file }))
            .Message.ShouldStartWith("The configuration cannot be used: Freshmaker:Koji:CertificateFile and Freshmaker:Koji:KeyFile must be readable PEM files of a certificate and its key: ");
        Should.Throw<ArgumentException>(() => KojiAt(new Uri("https://hub.example.org/kojihub"), options => options with { CaFile = file }))
            .Message.ShouldStartWith("The configuration cannot be used: Freshmaker:Koji:CaFile must be a readable PEM file with at least one certificate: ");
    }

    static async Task<WebApplication> TlsHubAsync(X509Certificate2 certificate)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseSetting(WebHostDefaults.ServerUrlsKey, null).UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(https =>
        {
            https.ServerCertificate = certificate;
            https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            https.ClientCertificateValidation = (_, _, _) => true;
        })));
        builder.Logging.ClearProviders();
        var hub = builder.Build();
        hub.Run(context =>
        {
            context.Response.Headers.Connection = "close"; // the next call comes over a new connection
            return CannedServer.Write(context, 200, context.Request.Path == "/ssllogin"
                ? Shapes.Response(Shapes.Struct(("session-id", "<int>1</int>"), ("session-key", "<string>41-k3y</string>"), ("header-auth", "<boolean>1</boolean>")))
                : Shapes.Faulty("<int>1000</int>", $"<string>hello {context.Connection.ClientCertificate?.Subject}</string>"), "text/xml");
        });
        await hub.StartAsync(Stop);
        return hub;
    }

    /// <summary>An authority, a hub's certificate from it, and a client's.</summary>
    sealed class Certificates : IDisposable
    {
        readonly string _directory = Directory.CreateTempSubdirectory("freshmaker-koji-").FullName;

        public Certificates()
        {
            var (from, until) = (TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
            using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest("CN=authority", authorityKey, HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
            using var authority = request.CreateSelfSigned(from, until);
            File.WriteAllText(Authority, authority.ExportCertificatePem());

            using var serverKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var server = new CertificateRequest("CN=hub", serverKey, HashAlgorithmName.SHA256);
            var names = new SubjectAlternativeNameBuilder();
            names.AddIpAddress(IPAddress.Loopback);
            server.CertificateExtensions.Add(names.Build());
            using var issued = server.Create(authority, from, until, [1]);
            using var both = issued.CopyWithPrivateKey(serverKey);
            Server = X509CertificateLoader.LoadPkcs12(both.Export(X509ContentType.Pfx), null);

            Renew("freshmaker");
        }

        public void Renew(string client)
        {
            var (from, until) = (TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            using var certificate = new CertificateRequest($"CN={client}", key, HashAlgorithmName.SHA256).CreateSelfSigned(from, until);
            File.WriteAllText(Client, $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n");
        }

        public X509Certificate2 Server { get; }

        public string Authority => Path.Combine(_directory, "ca.pem");

        public string Client => Path.Combine(_directory, "client.pem");

        public void Dispose()
        {
            Server.Dispose();
            Directory.Delete(_directory, true);
        }
    }
}
