using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Tests.Sandbox;

namespace Freshmaker.Integrations.Tests.DistGit;

public sealed class BumpTests : DistGitTest
{
    [Fact]
    public async Task A_bump_is_an_empty_commit_on_the_tip_with_author_message_and_trailer()
    {
        var before = await TipAsync("modules", "anvil", "1");

        var bump = await BumpedAsync();

        bump.WasThere.ShouldBeFalse();
        (await TipAsync("modules", "anvil", "1")).ShouldBe(bump.Revision);
        var repository = PathOf("modules", "anvil");
        (await GitAsync(repository, "show", "-s", "--format=%P|%an <%ae>|%cn <%ce>|%B", bump.Revision))
            .ShouldBe($"{before}|Freshmaker <freshmaker@example.org>|Freshmaker <freshmaker@example.org>|{Anvil.Message}\n\nFreshmaker-Build: {Trailer}");
        (await GitAsync(repository, "rev-parse", $"{bump.Revision}^{{tree}}")).ShouldBe(await GitAsync(repository, "rev-parse", $"{before}^{{tree}}"));
        await GitAsync(repository, "fsck", "--strict");
        NothingIsLeft();
    }

    [Fact]
    public async Task A_bump_that_is_there_is_the_answer()
    {
        var first = await BumpedAsync();

        var second = await BumpedAsync();

        second.ShouldBe(new(first.Revision, WasThere: true));
        (Sandbox.Counters["git.pushes"], await TipAsync("modules", "anvil", "1")).ShouldBe((1, first.Revision));
    }

    [Fact]
    public async Task A_bump_under_later_commits_and_merges_is_found()
    {
        var bump = await BumpedAsync();
        using (var pat = await Packager.CloneAsync($"{Sandbox.GitUrl}/modules/anvil", "1"))
        {
            for (var i = 0; i < 20; i++)
                await pat.CommitAsync($"Later {i}\n\nFreshmaker-Build: other/{i}");
            (await pat.PushAsync()).ExitCode.ShouldBe(0);
        }

        (await BumpedAsync()).ShouldBe(new(bump.Revision, WasThere: true));
    }

    [Fact]
    public async Task The_first_of_several_commits_with_the_trailer_stays_the_answer()
    {
        var bump = await BumpedAsync();
        using (var pat = await Packager.CloneAsync($"{Sandbox.GitUrl}/modules/anvil", "1"))
        {
            await pat.CommitAsync($"Copied from somewhere\n\nFreshmaker-Build: {Trailer}\nSigned-off-by: Pat <pat@example.org>");
            await pat.PushAsync();
        }

        (await BumpedAsync()).Revision.ShouldBe(bump.Revision);
    }

    [Theory]
    [InlineData("Bump\n\nFreshmaker-Build: rebuild-17/module/anvil/1x")]
    [InlineData("Bump\n\nFreshmaker-Build: rebuild-17/module/anvil")]
    [InlineData("Bump\n\nFreshmaker-Build: x/rebuild-17/module/anvil/1")]
    [InlineData("Bump\n\nOther-Build: rebuild-17/module/anvil/1")]
    [InlineData("Freshmaker-Build: rebuild-17/module/anvil/1 was the trailer of another commit")]
    [InlineData("Bump\n\nHe wrote\nFreshmaker-Build: rebuild-17/module/anvil/1\nsomewhere.\n\nBut this is the end.")]
    public async Task Only_the_whole_trailer_counts(string message)
    {
        using (var pat = await Packager.CloneAsync($"{Sandbox.GitUrl}/modules/anvil", "1"))
        {
            await pat.CommitAsync(message);
            await pat.PushAsync();
        }

        (await BumpedAsync()).WasThere.ShouldBeFalse();
    }

    [Fact]
    public async Task Beyond_the_search_depth_a_bump_is_not_seen()
    {
        var bump = await BumpedAsync();
        using (var pat = await Packager.CloneAsync($"{Sandbox.GitUrl}/modules/anvil", "1"))
        {
            await pat.CommitAsync("one");
            await pat.CommitAsync("two");
            await pat.PushAsync();
        }

        var shallow = await DistGit(options => options with { SearchDepth = 2 }).BumpAsync(Anvil, Stop);
        shallow.ShouldBeOfType<BumpResult.Bumped>().Revision.ShouldNotBe(bump.Revision);
        await GitAsync(PathOf("modules", "anvil"), "fsck", "--strict");
    }

    [Fact]
    public async Task A_server_that_sends_everything_is_as_good()
    {
        var config = $"{PathOf("modules", "anvil")}/config";
        File.WriteAllText(config, File.ReadAllText(config).Replace("allowFilter = true", "allowFilter = false").Replace("allowAnySHA1InWant = true", ""));

        (await BumpedAsync()).WasThere.ShouldBeFalse();
        (await BumpedAsync()).WasThere.ShouldBeTrue();
    }

    [Fact]
    public async Task Names_that_mean_something_in_urls_and_shells_are_only_names()
    {
        var path = PathOf("modules", "anvil").Replace("anvil.git", "g++%20'$(x)&#.git", StringComparison.Ordinal);
        await GitAsync(PathOf("modules", "anvil"), "clone", "-q", "--bare", ".", path);
        await GitAsync(path, "branch", "it's/1;x", "1");

        var bump = await BumpedAsync(Anvil with { Repository = "g++%20'$(x)&#", Branch = "it's/1;x", Message = "One\nline \"only\" 日本" });

        (await GitAsync(path, "show", "-s", "--format=%s", "it's/1;x")).ShouldBe("One line \"only\" 日本");
        (await GitAsync(path, "rev-parse", "it's/1;x")).ShouldBe(bump.Revision);
    }

    [Fact]
    public async Task A_trailer_of_more_than_one_line_is_a_mistake_of_the_caller() =>
        await Should.ThrowAsync<ArgumentException>(() => DistGit().BumpAsync(Anvil with { Trailer = "a\nSigned-off-by: b" }, Stop));
}
