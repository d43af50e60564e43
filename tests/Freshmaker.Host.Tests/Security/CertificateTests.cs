using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Freshmaker.Host.Tests.Security;

public sealed class CertificateTests : IDisposable
{
    readonly X509Certificate2 _ca = Authority("CN=The authority");
    readonly X509Certificate2 _foreign = Authority("CN=The authority"); // of the same name, with another key
    readonly X509Certificate2 _stranger = Authority("CN=Another authority");
    readonly string _file = Path.GetTempFileName();

    static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    async Task<SecuredApp> AppAsync(params (string Key, string? Value)[] keys)
    {
        await File.WriteAllTextAsync(_file, _ca.ExportCertificatePem(), TestContext.Current.CancellationToken);
        return await SecuredApp.StartAsync(
            [("Authentication", "certificate"), ("Certificate:CaFile", _file), ("Roles:Operator:Users:0", "CN=alice, O=Example"), .. keys],
            Issued(_ca, "CN=localhost", usage: "1.3.6.1.5.5.7.3.1"));
    }

    [Fact]
    public async Task a_certificate_of_the_authority_says_who_one_is()
    {
        await using var app = await AppAsync();
        var client = app.ClientFrom("127.0.0.1", Issued(_ca, "CN=alice, O=Example"));

        for (var i = 0; i < 3; i++)
        {
            var who = await app.WhoAsync(client);
            who.Name.ShouldBe("CN=alice, O=Example");
            who.Roles.ShouldBe(["Reader", "Operator"]);
        }

        (await app.WhoAsync(app.Client)).Name.ShouldBeNull("without one, one is nobody");
    }

    [Fact]
    public async Task a_certificate_that_is_not_right_is_refused_and_not_taken_for_nobody()
    {
        await using var app = await AppAsync();

        await RefusedAsync(Issued(_foreign, "CN=alice, O=Example"), "NotSignatureValid");
        await RefusedAsync(Issued(_stranger, "CN=alice, O=Example"), "PartialChain");
        await RefusedAsync(Issued(_ca, "CN=alice, O=Example", until: Now.AddMinutes(-1)), "NotTimeValid");
        await RefusedAsync(Issued(_ca, "CN=alice, O=Example", usage: "1.3.6.1.5.5.7.3.1"), "NotValidForUsage");
        await RefusedAsync(Authority("CN=alice, O=Example"), "UntrustedRoot");

        async Task RefusedAsync(X509Certificate2 certificate, string why)
        {
            var client = app.ClientFrom("127.0.0.1", certificate);
            for (var i = 0; i < 2; i++)
            {
                var (status, words) = await app.TryAsync(client, "/who");
                status.ShouldBe(HttpStatusCode.Unauthorized);
                words.ShouldContain("The client certificate is not accepted");
                words.ShouldContain(why);
            }
        }
    }

    [Fact]
    public async Task the_certificate_of_a_proxy_is_its_own()
    {
        await using var app = await AppAsync(("Proxy:Addresses", "127.0.0.2"));
        var certificate = Issued(_ca, "CN=alice, O=Example");

        (await app.WhoAsync(app.ClientFrom("127.0.0.2", certificate))).Name.ShouldBeNull();
        (await app.WhoAsync(app.ClientFrom("127.0.0.3", certificate))).Name.ShouldBe("CN=alice, O=Example");
    }

    static X509Certificate2 Authority(string subject)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(Now.AddDays(-1), Now.AddDays(1));
    }

    static X509Certificate2 Issued(X509Certificate2 by, string subject, DateTimeOffset? until = null, string usage = "1.3.6.1.5.5.7.3.2")
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        using var issued = request.Create(by, Now.AddHours(-12), until ?? Now.AddHours(12), RandomNumberGenerator.GetBytes(8));
        return issued.CopyWithPrivateKey(key);
    }

    public void Dispose()
    {
        _ca.Dispose();
        _foreign.Dispose();
        _stranger.Dispose();
        File.Delete(_file);
    }
}
