using System.Net;
using System.Net.Sockets;
using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Tests.Http;

namespace Freshmaker.Integrations.Tests.DistGit;

public sealed class BumpRefusalTests : DistGitTest
{
    async Task<string> RefusedAsync(BumpRequest request) => (await DistGit().BumpAsync(request, Stop)).ShouldBeOfType<BumpResult.Refused>().Text;

    [Fact]
    public async Task A_missing_branch_is_refused_in_gits_words()
    {
        (await RefusedAsync(Anvil with { Branch = "7" })).ShouldBe("fatal: couldn't find remote ref refs/heads/7");
        NothingIsLeft();
    }

    [Fact]
    public async Task A_missing_repository_is_refused_in_gits_words() =>
        (await RefusedAsync(Anvil with { Repository = "nobody" })).ShouldContain("does not appear to be a git repository");

    [Fact]
    public async Task A_hook_that_declines_is_a_refusal_with_its_words()
    {
        Sandbox.Faults.Set("distgit", new() { RejectPush = 1, Message = "anvil is frozen for the release" });

        (await RefusedAsync(Anvil)).ShouldSatisfyAllConditions(
            text => text.ShouldStartWith("[remote rejected] (pre-receive hook declined)"),
            text => text.ShouldContain("remote: anvil is frozen for the release"));

        (await GitAsync(PathOf("modules", "anvil"), "log", "--format=%s", "-n1", "1")).ShouldNotBe(Anvil.Message);
        NothingIsLeft();
    }

    [Fact]
    public async Task A_long_story_is_cut_and_cleaned()
    {
        Sandbox.Faults.Set("distgit", new() { RejectPush = 1, Message = "ask https://joe:hush@help.example.org \u001b[31m" + new string('x', 5000) });

        var text = await RefusedAsync(Anvil);

        text.Length.ShouldBe(1000);
        text.ShouldContain("ask https://help.example.org [31mxxx");
    }

    [Theory]
    [InlineData("--upload-pack=touch", "1", "repository must not begin with '-'")]
    [InlineData("../rpms/libcapsule", "1", "repository must not begin with '.'")]
    [InlineData("a/b", "1", "repository must not contain a slash")]
    [InlineData("anvil", "1:2", "branch must not contain control characters")]
    [InlineData("anvil", "", "branch must be a text that is not empty")]
    public async Task Names_that_git_would_misread_never_reach_it(string repository, string branch, string rule) =>
        (await RefusedAsync(Anvil with { Repository = repository, Branch = branch })).ShouldStartWith(rule);

    [Fact]
    public async Task Nobody_listening_is_a_fault()
    {
        using var reserved = new TcpListener(IPAddress.Loopback, 0);
        reserved.Start();
        var port = ((IPEndPoint)reserved.LocalEndpoint).Port;
        reserved.Stop();

        var fault = await Should.ThrowAsync<OutsideFault>(() => DistGit(options => options with { PushUrl = $"http://joe:hush@127.0.0.1:{port}" }).BumpAsync(Anvil, Stop));

        fault.Call.ShouldBe("fetch modules/anvil");
        fault.Text.ShouldContain($"unable to access 'http://127.0.0.1:{port}/modules/anvil/'");
        fault.ToString().ShouldNotContain("hush");
        NothingIsLeft();
    }

    [Theory]
    [InlineData(401, true)]
    [InlineData(403, true)]
    [InlineData(404, true)]
    [InlineData(500, false)]
    [InlineData(200, false)]
    public async Task Over_http_no_permission_is_a_refusal_and_a_broken_server_a_fault(int status, bool refused)
    {
        var authorization = "";
        await using var server = await CannedServer.StartAsync(context =>
        {
            authorization = context.Request.Headers.Authorization.ToString();
            return CannedServer.Write(context, status, "<html>", "text/html");
        });
        var bumping = () => DistGit(options => options with { PushUrl = $"http://joe:h%40sh@127.0.0.1:{server.Url.Port}/git" }).BumpAsync(Anvil, Stop);

        if (refused)
            (await bumping()).ShouldBeOfType<BumpResult.Refused>().Text.ShouldNotContain("sh@127");
        else
            (await Should.ThrowAsync<OutsideFault>(bumping)).Text.ShouldNotContain("sh@127");
        authorization.ShouldBe($"Basic {Convert.ToBase64String("joe:h@sh"u8)}");
        server.Requests.First().ShouldStartWith("GET /git/modules/anvil/info/refs");
    }
}
