using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Tests.Sandbox;

namespace Freshmaker.Integrations.Tests.DistGit;

public sealed class ChangedFilesTests : DistGitTest
{
    static readonly string Nowhere = new('a', 40);

    Task<IReadOnlyList<string>> ChangedAsync(string revision, string? since, string branch = "f41", string repository = "libcapsule") =>
        DistGit().ChangedFilesAsync(new("rpms", repository, branch, revision), since, Stop);

    /// <summary>Three commits on top of the tip: a.spec; a.spec renamed and sub/ü.txt; nothing.</summary>
    async Task<string[]> PushThreeAsync()
    {
        var before = await TipAsync("rpms", "libcapsule", "f41");
        using var pat = await Packager.CloneAsync($"{Sandbox.GitUrl}/rpms/libcapsule", "f41");
        string[] commits = [before, await pat.CommitAsync("one", "a.spec", "Name: a\n"), await pat.CommitAsync("two", "\"ü\" b.txt", "b\n"), await pat.CommitAsync("three")];
        (await pat.PushAsync()).ExitCode.ShouldBe(0);
        return commits;
    }

    [Fact]
    public async Task Between_two_commits_every_file_that_changed_is_named()
    {
        var commits = await PushThreeAsync();

        (await ChangedAsync(commits[3], commits[0])).ShouldBe(["\"ü\" b.txt", "a.spec"], ignoreOrder: true);
        (await ChangedAsync(commits[2], commits[1])).ShouldBe(["\"ü\" b.txt"]);
        (await ChangedAsync(commits[3], commits[3])).ShouldBeEmpty();
        NothingIsLeft();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("0000000000000000000000000000000000000000")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("--output=/tmp/x")]
    public async Task Without_a_known_start_the_commits_own_files_are_named(string? since)
    {
        var commits = await PushThreeAsync();

        (await ChangedAsync(commits[1], since)).ShouldBe(["a.spec"]);
        (await ChangedAsync(commits[3], since)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Abbreviated_commits_are_found_on_the_branch()
    {
        var commits = await PushThreeAsync();

        (await ChangedAsync(commits[3][..9], commits[0][..9])).Count.ShouldBe(2);
        (await ChangedAsync(commits[2][..9], null)).ShouldBe(["\"ü\" b.txt"]);
        (await ChangedAsync(commits[2], commits[1][..9])).ShouldBe(["\"ü\" b.txt"]);
    }

    [Fact]
    public async Task The_first_commit_of_all_names_every_file()
    {
        var repository = PathOf("rpms", "libcapsule");
        var root = await GitAsync(repository, "rev-list", "--max-parents=0", "f41");
        var files = (await GitAsync(repository, "ls-tree", "-r", "--name-only", root)).Split('\n');

        (await ChangedAsync(root, null)).ShouldBe(files);
    }

    [Fact]
    public async Task A_merge_names_what_it_brought()
    {
        var repository = PathOf("rpms", "libcapsule");
        var commits = await PushThreeAsync();
        var merge = await GitAsync(repository, "commit-tree", "-m", "Merge", "-p", commits[0], "-p", commits[3], $"{commits[3]}^{{tree}}");
        await GitAsync(repository, "update-ref", "refs/heads/f41", merge);

        (await ChangedAsync(merge, null)).ShouldBe(["\"ü\" b.txt", "a.spec"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_renamed_file_is_named_by_both_names()
    {
        var commits = await PushThreeAsync();
        var repository = PathOf("rpms", "libcapsule");
        var blob = await GitAsync(repository, "rev-parse", $"{commits[1]}:a.spec");
        using var pat = await Packager.CloneAsync($"{Sandbox.GitUrl}/rpms/libcapsule", "f41");
        await pat.CommitAsync("copy", "c.spec", "Name: a\n");
        await pat.PushAsync();
        var tip = await TipAsync("rpms", "libcapsule", "f41");
        (await GitAsync(repository, "rev-parse", $"{tip}:c.spec")).ShouldBe(blob);

        (await ChangedAsync(tip, commits[0])).ShouldBe(["\"ü\" b.txt", "a.spec", "c.spec"], ignoreOrder: true);
    }

    [Fact]
    public async Task An_unknown_commit_is_a_fault()
    {
        (await Should.ThrowAsync<OutsideFault>(() => ChangedAsync(Nowhere, null))).Text.ShouldBe($"there is no commit {Nowhere} on f41");
        NothingIsLeft();
    }

    [Fact]
    public async Task An_unknown_branch_or_repository_is_a_fault()
    {
        (await Should.ThrowAsync<OutsideFault>(() => ChangedAsync(Nowhere, null, branch: "f7"))).Text.ShouldContain("couldn't find remote ref");
        (await Should.ThrowAsync<OutsideFault>(() => ChangedAsync(Nowhere, null, repository: "nobody"))).Text.ShouldContain("does not appear to be a git repository");
        (await Should.ThrowAsync<OutsideFault>(() => ChangedAsync("--output=x", null))).Text.ShouldStartWith("revision must be a commit id");
    }
}
