using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.DistGit;
using Freshmaker.Integrations.Http;
using Freshmaker.Integrations.Tests.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Freshmaker.Integrations.Tests.DistGit;

/// <summary>dist-git over http behind a server that is at times not there.</summary>
public sealed class GitOutsideTests : DistGitTest
{
    int _failures;

    [Fact]
    public async Task A_look_that_does_not_reach_the_server_is_tried_again()
    {
        await using var server = await StartAsync();
        var (git, health) = Git(server);
        _failures = 2;

        (await git.HeadAsync("modules", "anvil.git", "1", Stop)).ShouldBe(await TipAsync("modules", "anvil", "1"));

        _failures.ShouldBe(0);
        State(health).ShouldSatisfyAllConditions(s => s.IsDegraded.ShouldBeFalse(), s => s.LastAnswer.ShouldNotBeNull(), s => s.LastFaultAt.ShouldBeNull());
    }

    [Fact]
    public async Task When_it_stays_away_that_is_a_fault_and_its_health_says_so()
    {
        await using var server = await StartAsync();
        var (git, health) = Git(server);
        _failures = int.MaxValue;

        var fault = await Should.ThrowAsync<OutsideFault>(() => git.HeadAsync("modules", "anvil.git", "1", Stop));

        fault.Text.ShouldContain("returned error: 503");
        server.Requests.Count.ShouldBe(3); // one attempt and two retries
        State(health).ShouldSatisfyAllConditions(s => s.IsDegraded.ShouldBeTrue(), s => s.LastFault!.ShouldStartWith("ls-remote modules/anvil.git: "), s => s.LastFault!.ShouldContain("503"));
    }

    [Fact]
    public async Task What_it_refuses_is_an_answer_and_not_tried_again()
    {
        await using var server = await StartAsync();
        var (git, health) = Git(server);

        (await git.HeadAsync("modules", "nobody.git", "1", Stop)).ShouldBeNull();

        server.Requests.Count.ShouldBe(1);
        State(health).ShouldSatisfyAllConditions(s => s.IsDegraded.ShouldBeFalse(), s => s.LastAnswer.ShouldNotBeNull());
    }

    [Fact]
    public async Task A_push_is_sent_once()
    {
        await using var server = await StartAsync("git-receive-pack");
        var (git, health) = Git(server);
        _failures = int.MaxValue;

        await Should.ThrowAsync<OutsideFault>(() => git.BumpAsync(Anvil with { Repository = "anvil.git" }, Stop));

        server.Requests.Count(r => r.Contains("git-receive-pack", StringComparison.Ordinal)).ShouldBe(1);
        State(health).LastFault!.ShouldStartWith("push modules/anvil.git: ");
    }

    [Fact]
    public async Task After_many_failures_it_is_left_alone_for_a_while()
    {
        await using var server = await StartAsync();
        var (git, health) = Git(server, options => options with { Retries = 0, BreakAfter = 2, BreakDuration = TimeSpan.FromSeconds(1) });
        _failures = 2;
        for (var i = 0; i < 2; i++)
            (await Should.ThrowAsync<OutsideFault>(() => git.HeadAsync("modules", "anvil.git", "1", Stop))).Text.ShouldContain("503");

        (await Should.ThrowAsync<OutsideFault>(() => git.HeadAsync("modules", "anvil.git", "1", Stop))).Text.ShouldContain("not asked");
        server.Requests.Count.ShouldBe(2);
        State(health).ShouldSatisfyAllConditions(s => s.Breaker.ShouldBe(BreakerState.Open), s => s.LastFault!.ShouldContain("503"));

        await Task.Delay(TimeSpan.FromSeconds(1.2), Stop);
        (await git.HeadAsync("modules", "anvil.git", "1", Stop)).ShouldNotBeNull();
        State(health).Breaker.ShouldBe(BreakerState.Closed);
    }

    [Theory]
    [InlineData("fatal: unable to access 'https://x/': Could not resolve host: x", true)]
    [InlineData("ssh: connect to host x port 22: Connection refused\nfatal: Could not read from remote repository.", true)]
    [InlineData("error: RPC failed; curl 18 transfer closed\nfatal: early EOF", true)]
    [InlineData("fatal: unable to access 'https://x/': The requested URL returned error: 502", true)]
    [InlineData("fatal: unable to access 'https://x/': The requested URL returned error: 403", false)]
    [InlineData("fatal: couldn't find remote ref refs/heads/7", false)]
    [InlineData("joe@x: Permission denied (publickey).\nfatal: the remote end hung up unexpectedly", false)]
    [InlineData(" ! [rejected] (stale info)", false)]
    public void Not_being_reached_is_told_from_being_refused(string words, bool isUnreached)
    {
        new GitResult(128, "", words).IsUnreached.ShouldBe(isUnreached);
        new GitResult(0, "", words).IsUnreached.ShouldBeFalse();
    }

    [Fact]
    public void Options_have_rules() =>
        (Settings with { Retries = 11, RetryDelay = TimeSpan.FromHours(1), BreakAfter = 1, BreakDuration = TimeSpan.Zero }).Validate().Select(p => p.Split(' ')[0])
            .ShouldBe(["Freshmaker:DistGit:Retries", "Freshmaker:DistGit:RetryDelay", "Freshmaker:DistGit:BreakAfter", "Freshmaker:DistGit:BreakDuration"]);

    /// <param name="about">Only requests with this in them fail.</param>
    Task<CannedServer> StartAsync(string about = "") => GitHttpServer.StartAsync(
        new Uri(Sandbox.GitUrl).LocalPath, request => $"{request.Path}{request.QueryString}".Contains(about, StringComparison.Ordinal) && _failures > 0 && _failures-- > 0 ? 503 : null);

    (ISourceRepository Git, OutsideHealth Health) Git(CannedServer server, Func<DistGitOptions, DistGitOptions>? change = null)
    {
        var url = $"http://127.0.0.1:{server.Url.Port}";
        var options = Settings with { Url = url, PushUrl = $"http://joe:h%40sh@127.0.0.1:{server.Url.Port}", Retries = 2, RetryDelay = TimeSpan.FromMilliseconds(5) };
        var services = new ServiceCollection().AddDistGit(change?.Invoke(options) ?? options).BuildServiceProvider();
        return (services.GetRequiredService<ISourceRepository>(), services.GetRequiredService<OutsideHealth>());
    }

    static OutsideState State(OutsideHealth health) => health.States.ShouldHaveSingleItem();
}
