using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.DistGit;

namespace Freshmaker.Integrations.Tests.DistGit;

public sealed class GitProcessTests : DistGitTest
{
    [Fact]
    public async Task A_push_that_does_not_end_is_given_up_and_nothing_is_left()
    {
        Sandbox.Faults.Set("distgit", new() { Hang = true });

        var fault = await Should.ThrowAsync<OutsideFault>(() => DistGit(options => options with { Timeout = TimeSpan.FromSeconds(3) }).BumpAsync(Anvil, Stop));

        (fault.Call, fault.Text).ShouldBe(("push modules/anvil", "no end within 3 s"));
        NothingIsLeft();
    }

    [Fact]
    public async Task Cancellation_ends_git_with_all_that_it_started()
    {
        Sandbox.Faults.Set("distgit", new() { Hang = true });
        using var given = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var bumping = DistGit().BumpAsync(Anvil, given.Token);
        await UntilAsync(() => Sandbox.Counters["distgit.faults"], count => count == 1, "the push");
        Running().ShouldNotBeEmpty();

        await given.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => bumping);
        await UntilAsync(Running, running => running.Count == 0, "the end of git");
        NothingIsLeft();
    }

    [Fact]
    public async Task A_git_that_cannot_be_started_is_a_fault()
    {
        var fault = await Should.ThrowAsync<OutsideFault>(() => DistGit(options => options with { GitExecutable = "/no/such/git" }).BumpAsync(Anvil, Stop));

        fault.Text.ShouldStartWith("/no/such/git cannot be started");
        NothingIsLeft();
    }

    [Fact]
    public async Task A_place_that_cannot_be_written_is_a_fault()
    {
        var file = Path.Combine(Cache, "file");
        await File.WriteAllTextAsync(file, "", Stop);

        var fault = await Should.ThrowAsync<OutsideFault>(() => DistGit(options => options with { CacheDirectory = file }).BumpAsync(Anvil, Stop));

        fault.Text.ShouldStartWith("no private repository can be made");
    }

    [Fact]
    public void Nobodys_configuration_variables_or_language_reach_git()
    {
        var seen = new Dictionary<string, string?> { ["GIT_DIR"] = "elsewhere", ["HOME"] = "/home/pat" };
        GitEnvironment.Apply(seen, "/work", "/config", [("a.b", "c")]);

        seen["HOME"].ShouldBe("/home/pat");
        (seen["GIT_DIR"], seen["GIT_CONFIG_GLOBAL"], seen["GIT_CONFIG_NOSYSTEM"], seen["GIT_TERMINAL_PROMPT"], seen["LC_ALL"]).ShouldBe(("/work", "/config", "1", "0", "C"));
        (seen["GIT_CONFIG_COUNT"], seen["GIT_CONFIG_KEY_0"], seen["GIT_CONFIG_VALUE_0"]).ShouldBe(("1", "a.b", "c"));
    }

    [Fact]
    public void What_a_killed_process_left_is_removed_after_a_day_and_nothing_else()
    {
        var (old, fresh, other) = (Path.Combine(Cache, "freshmaker-git-old"), Path.Combine(Cache, "freshmaker-git-fresh"), Path.Combine(Cache, "other"));
        foreach (var directory in new[] { old, fresh, other })
            Directory.CreateDirectory(directory);
        Directory.SetLastWriteTimeUtc(old, TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-2));
        Directory.SetLastWriteTimeUtc(other, TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-2));

        DistGit();

        Directory.EnumerateDirectories(Cache).ShouldBe([fresh, other], ignoreOrder: true);
    }

    /// <summary>Processes that work for this test: git's, the remote side's and its hook's.</summary>
    List<string> Running() => [.. Directory.EnumerateDirectories("/proc").Select(CommandLineAndPlace).Where(process => process.Contains(Cache, StringComparison.Ordinal))];

    static string CommandLineAndPlace(string process)
    {
        try
        {
            return File.ReadAllText($"{process}/environ");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
