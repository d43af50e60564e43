using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Lightblue;
using Freshmaker.Integrations.Pyxis;
using Freshmaker.Integrations.Tests.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace Freshmaker.Integrations.Tests.Images;

/// <summary>Over TLS: the catalogues see our certificate, and we believe only the authority that we were told of.</summary>
public sealed class ClientCertificateTests : IAsyncLifetime
{
    readonly DirectoryInfo _files = Directory.CreateTempSubdirectory("freshmaker-tls-");
    readonly WebApplication _server;
    string? _seen;

    public ClientCertificateTests()
    {
        using var ours = Certificate("freshmaker");
        File.WriteAllText(Path("client.pem"), ours.ExportCertificatePem());
        File.WriteAllText(Path("client.key"), ours.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        var theirs = Certificate("localhost");
        File.WriteAllText(Path("ca.pem"), theirs.ExportCertificatePem());

        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelHttpsConfiguration().UseSetting(WebHostDefaults.ServerUrlsKey, null).ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(https =>
        {
            https.ServerCertificate = X509CertificateLoader.LoadPkcs12(theirs.Export(X509ContentType.Pkcs12), null);
            https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
            https.AllowAnyClientCertificate();
        })));
        builder.Logging.ClearProviders();
        _server = builder.Build();
        _server.Run(context =>
        {
            _seen = context.Connection.ClientCertificate?.Subject;
            return CannedServer.Write(context, 200, """{"data":{"find_repositories":{"data":[]}},"processed":[]}""");
        });
    }

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    Uri Url => new($"https://localhost:{new Uri(_server.Urls.Single()).Port}/graphql");

    public async ValueTask InitializeAsync() => await _server.StartAsync(Stop);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _files.Delete(recursive: true);
    }

    [Theory]
    [InlineData("client.pem", "CN=freshmaker")]
    [InlineData(null, null)]
    public async Task Pyxis_sees_the_certificate_that_we_have(string? file, string? subject)
    {
        await Pyxis(new() { CertificateFile = file is null ? null : Path(file), KeyFile = file is null ? null : Path("client.key"), CaFile = Path("ca.pem") }).RepositoriesAsync(true, null, Stop);

        _seen.ShouldBe(subject);
    }

    [Fact]
    public async Task Lightblue_sees_it_too()
    {
        var options = new LightblueOptions { Url = Url, Limits = Quick.Limits, CertificateFile = Path("client.pem"), KeyFile = Path("client.key"), CaFile = Path("ca.pem") };

        await ImageCatalogueTest.OfLightblue(options).RepositoriesAsync(true, null, Stop);

        _seen.ShouldBe("CN=freshmaker");
    }

    [Fact]
    public async Task A_server_whose_authority_we_do_not_know_is_a_fault()
    {
        var fault = await Should.ThrowAsync<OutsideFault>(() => Pyxis(new()).RepositoriesAsync(true, null, Stop));

        fault.Text.ShouldContain("certificate");
        _seen.ShouldBeNull();
    }

    [Fact]
    public void A_file_that_is_no_certificate_is_refused_at_the_start()
    {
        File.WriteAllText(Path("broken.pem"), "nothing");

        new PyxisOptions { GraphQLUrl = Url, CertificateFile = Path("broken.pem") }.Validate().ShouldHaveSingleItem().ShouldStartWith("Freshmaker:Pyxis:CertificateFile");
        new LightblueOptions { Url = Url, CaFile = Path("broken.pem") }.Validate().ShouldHaveSingleItem().ShouldStartWith("Freshmaker:Lightblue:CaFile");
    }

    IImageCatalogue Pyxis(PyxisOptions options) => ImageCatalogueTest.OfPyxis(options with { GraphQLUrl = Url, Limits = Quick.Limits with { Retries = 0 } });

    string Path(string file) => System.IO.Path.Combine(_files.FullName, file);

    static X509Certificate2 Certificate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
