using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Http;
using Freshmaker.Integrations.Odcs;
using Freshmaker.Integrations.Tests.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Freshmaker.Integrations.Tests.Odcs;

public sealed class OdcsSecretTests
{
    const string Token = "s3cr3t-t0ken";
    static readonly OdcsOptions Good = new() { Url = new("https://odcs.example.org"), Auth = HttpAuth.Token, Token = Token };

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void The_options_do_not_tell_the_token() => $"{Good}".ShouldNotContain(Token);

    [Fact]
    public async Task A_fault_does_not_tell_the_token_even_if_the_system_does()
    {
        await using var odcs = await CannedServer.StartAsync(context => CannedServer.Write(context, 401, $"{context.Request.Headers.Authorization} is expired"));

        (await Should.ThrowAsync<OutsideFault>(() => OdcsTest.Odcs(odcs.Url).GetAsync([5], Stop))).Text.ShouldBe("HTTP 401: Bearer *** is expired");
    }

    [Fact]
    public async Task No_log_line_tells_the_token_at_any_level()
    {
        await using var odcs = await CannedServer.StartAsync(500, "broken");
        using var log = new Lines();
        var services = log.Collect(new ServiceCollection());
        services.AddOdcs(Good with { Url = odcs.Url, Limits = Quick.Limits });
        await using var provider = services.BuildServiceProvider();

        await Should.ThrowAsync<OutsideFault>(() => provider.GetRequiredService<IComposes>().GetAsync([7], Stop));

        log.All.ShouldNotBeEmpty();
        log.All.ShouldAllBe(line => !line.Contains(Token));
    }

    [Fact]
    public async Task A_token_in_a_file_is_read_anew_for_every_call()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("freshmaker-token-").FullName, "token");
        await File.WriteAllTextAsync(file, "first-t0ken\n", Stop);
        await using var odcs = await CannedServer.StartAsync(context => CannedServer.Write(context, 401, context.Request.Headers.Authorization == "Bearer second-t0ken" ? "second second-t0ken" : "first"));
        var composes = OdcsTest.Odcs(odcs.Url, options => options with { Token = null, TokenFile = file });

        (await Should.ThrowAsync<OutsideFault>(() => composes.GetAsync([5], Stop))).Text.ShouldBe("HTTP 401: first");
        await File.WriteAllTextAsync(file, "second-t0ken\n", Stop);
        (await Should.ThrowAsync<OutsideFault>(() => composes.GetAsync([5], Stop))).Text.ShouldBe("HTTP 401: second ***");
        File.Delete(file);
        (await Should.ThrowAsync<OutsideFault>(() => composes.GetAsync([5], Stop))).Text.ShouldContain("Could not find");
        odcs.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public void Options_have_rules()
    {
        Good.Validate().ShouldBeEmpty();
        (Good with { Auth = HttpAuth.Kerberos, Token = null }).Validate().ShouldBeEmpty();
        Keys(new()).ShouldBe(["Freshmaker:Odcs:Url"]);
        Keys(Good with { Token = null }).ShouldBe(["one"]);
        Keys(Good with { TokenFile = "/no/such/file" }).ShouldBe(["one", "Freshmaker:Odcs:TokenFile"]);
        Keys(Good with { Auth = HttpAuth.Kerberos }).ShouldBe(["one"]);
        Keys(Good with { Auth = HttpAuth.Certificate, Token = null }).ShouldBe(["Freshmaker:Odcs:CertificateFile"]);
        Keys(Good with { Auth = (HttpAuth)9, Token = null }).ShouldBe(["Freshmaker:Odcs:Auth"]);
        Keys(Good with { Owner = "", TimeToLive = TimeSpan.FromSeconds(1), ExpiryMargin = TimeSpan.FromHours(2), ClockSkew = TimeSpan.FromHours(2), MaxPages = 0, Limits = new() { Retries = 99 } })
            .ShouldBe(["Freshmaker:Odcs:Limits:Retries", "Freshmaker:Odcs:Owner", "Freshmaker:Odcs:TimeToLive", "Freshmaker:Odcs:ExpiryMargin", "Freshmaker:Odcs:ClockSkew", "Freshmaker:Odcs:MaxPages"]);
        (Good with { Token = "two words" }).Validate().ShouldBe(["Freshmaker:Odcs:Token must be printable ASCII without spaces, or not given at all"]);
        Should.Throw<ArgumentException>(() => new ServiceCollection().AddOdcs(new())).Message.ShouldContain("Freshmaker:Odcs:Url must be given");

        static IEnumerable<string> Keys(OdcsOptions options) => options.Validate().Select(problem => problem.Split(' ')[0]);
    }
}
