using Freshmaker.Domain.Ports;

namespace Freshmaker.Integrations.Tests.DistGit;

public sealed class BumpOverHttpTests : DistGitTest
{
    async Task<BumpResult> BumpAsync(string userInfo, BumpRequest request)
    {
        await using var server = await GitHttpServer.StartAsync(new Uri(Sandbox.GitUrl).LocalPath);
        return await DistGit(options => options with { PushUrl = $"http://{userInfo}127.0.0.1:{server.Url.Port}" }).BumpAsync(request with { Repository = $"{request.Repository}.git" }, Stop);
    }

    [Fact]
    public async Task A_bump_is_pushed_with_the_configured_credentials_and_found_again()
    {
        var bump = (await BumpAsync("joe:h%40sh@", Anvil)).ShouldBeOfType<BumpResult.Bumped>();

        (await TipAsync("modules", "anvil", "1")).ShouldBe(bump.Revision);
        (await BumpAsync("joe:h%40sh@", Anvil)).ShouldBe(new BumpResult.Bumped(bump.Revision, WasThere: true));
        await GitAsync(PathOf("modules", "anvil"), "fsck", "--strict");
    }

    [Theory]
    [InlineData("")]
    [InlineData("joe:wrong@")]
    public async Task Without_the_right_credentials_nothing_is_pushed(string userInfo) =>
        (await BumpAsync(userInfo, Anvil)).ShouldBeOfType<BumpResult.Refused>().Text.ShouldSatisfyAllConditions(
            text => text.ShouldContain("403"), text => text.ShouldNotContain("wrong"));

    [Fact]
    public async Task A_missing_branch_is_refused() =>
        (await BumpAsync("joe:h%40sh@", Anvil with { Branch = "7" })).ShouldBeOfType<BumpResult.Refused>().Text.ShouldContain("couldn't find remote ref refs/heads/7");

    [Fact]
    public async Task A_missing_repository_is_refused() =>
        (await BumpAsync("joe:h%40sh@", Anvil with { Repository = "nobody" })).ShouldBeOfType<BumpResult.Refused>().Text.ShouldContain("not found");

    [Fact]
    public async Task A_hook_that_declines_is_a_refusal_with_its_words()
    {
        Sandbox.Faults.Set("distgit", new() { RejectPush = 1, Message = "anvil is frozen" });

        (await BumpAsync("joe:h%40sh@", Anvil)).ShouldBeOfType<BumpResult.Refused>().Text.ShouldContain("remote: anvil is frozen");
    }

    [Fact]
    public async Task A_lost_race_is_tried_again()
    {
        Sandbox.Faults.Set("distgit", new() { RaceOnPush = 1 });

        (await BumpAsync("joe:h%40sh@", Anvil)).ShouldBeOfType<BumpResult.Bumped>();
        Sandbox.Counters["distgit.faults"].ShouldBe(1);
    }
}
