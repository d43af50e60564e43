using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.DistGit;
using Freshmaker.Integrations.Mbs;
using Freshmaker.Integrations.Tests.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Freshmaker.Integrations.Tests.Mbs;

public sealed class MbsSecretTests
{
    const string Token = "s3cr3t-t0ken";
    static readonly MbsOptions Good = new() { Url = new("https://mbs.example.org"), Token = Token };
    static readonly DistGitOptions Sources = new() { Url = "https://src.example.org" };

    [Fact]
    public void The_options_do_not_tell_the_token() => $"{Good}".ShouldNotContain(Token);

    [Fact]
    public async Task A_fault_does_not_tell_the_token_even_if_the_system_does()
    {
        await using var mbs = await CannedServer.StartAsync(context => CannedServer.Write(context, 401, $"{context.Request.Headers.Authorization} is expired"));

        var fault = await Should.ThrowAsync<OutsideFault>(() => MbsTest.Mbs(mbs.Url).SubmitAsync("anvil", "1", "c0ffee1", TestContext.Current.CancellationToken));

        fault.Text.ShouldBe("HTTP 401: Bearer *** is expired");
    }

    [Fact]
    public async Task No_log_line_tells_the_token_at_any_level()
    {
        await using var mbs = await CannedServer.StartAsync(500, "broken");
        using var log = new Lines();
        var services = log.Collect(new ServiceCollection());
        services.AddMbs(Good with { Url = mbs.Url, Limits = Quick.Limits }, Sources);
        await using var provider = services.BuildServiceProvider();

        await Should.ThrowAsync<OutsideFault>(() => provider.GetRequiredService<IModuleBuildSystem>().GetAsync(7, TestContext.Current.CancellationToken));

        log.All.ShouldNotBeEmpty();
        log.All.ShouldAllBe(line => !line.Contains(Token));
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("a\r\nX-Evil: 1")]
    public void A_token_that_is_none_is_refused_without_showing_it(string token) =>
        (Good with { Token = token }).Validate().ShouldBe(["Freshmaker:Mbs:Token must be printable ASCII without spaces, or not given at all"]);

    [Fact]
    public async Task A_token_in_a_file_is_read_anew_for_every_call_and_not_told()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("freshmaker-token-").FullName, "token");
        await File.WriteAllTextAsync(file, "first-t0ken\n", TestContext.Current.CancellationToken);
        var sent = new List<string>();
        await using var mbs = await CannedServer.StartAsync(context =>
        {
            sent.Add($"{context.Request.Headers.Authorization}");
            return CannedServer.Write(context, 401, $"{context.Request.Headers.Authorization} is expired");
        });
        var options = Good with { Url = mbs.Url, Token = null, TokenFile = file };
        options.Validate().ShouldBeEmpty();
        var system = MbsTest.Mbs(mbs.Url, change: _ => options with { Limits = Quick.Limits });

        (await FaultAsync()).ShouldBe("HTTP 401: Bearer *** is expired");
        await File.WriteAllTextAsync(file, "second-t0ken\n", TestContext.Current.CancellationToken);
        (await FaultAsync()).ShouldBe("HTTP 401: Bearer *** is expired");
        sent.ShouldBe(["Bearer first-t0ken", "Bearer second-t0ken"]);

        async Task<string> FaultAsync() =>
            (await Should.ThrowAsync<OutsideFault>(() => system.SubmitAsync("anvil", "1", "c0ffee1", TestContext.Current.CancellationToken))).Text;
    }

    [Fact]
    public void A_token_is_given_or_in_a_file_that_is_there()
    {
        (Good with { Token = null, TokenFile = "/no/such/file" }).Validate().ShouldBe(["Freshmaker:Mbs:TokenFile must be a file that is there"]);
        (Good with { TokenFile = typeof(MbsSecretTests).Assembly.Location }).Validate().ShouldBe(["one of Freshmaker:Mbs:Token and Freshmaker:Mbs:TokenFile must be given, not both"]);
    }

    [Fact]
    public void Url_limits_and_the_place_of_sources_have_rules()
    {
        var bad = new MbsOptions { MaxPages = 0, Limits = new() { MaxConcurrency = 0 } };

        bad.Validate().Select(problem => problem.Split(' ')[0]).ShouldBe(["Freshmaker:Mbs:Url", "Freshmaker:Mbs:Limits:MaxConcurrency", "Freshmaker:Mbs:MaxPages"]);
        Good.Validate().ShouldBeEmpty();
        Should.Throw<ArgumentException>(() => new ServiceCollection().AddMbs(Good, new() { Url = "https://joe:hush@src.example.org" }))
            .Message.ShouldSatisfyAllConditions(text => text.ShouldContain("Freshmaker:DistGit:Url must not carry"), text => text.ShouldNotContain("hush"));
    }
}
