using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Tests.Sandbox;

namespace Freshmaker.Integrations.Tests.DistGit;

public sealed class BumpRaceTests : DistGitTest
{
    [Fact]
    public async Task A_push_that_lost_a_race_is_tried_again_on_the_new_tip()
    {
        Sandbox.Faults.Set("distgit", new() { RaceOnPush = 2 });

        var bump = await BumpedAsync();

        Sandbox.Counters["distgit.faults"].ShouldBe(2);
        (await GitAsync(PathOf("modules", "anvil"), "log", "--format=%s", "-n3", "1")).Split('\n').ShouldBe([Anvil.Message, "Somebody else was faster", "Somebody else was faster"]);
        (await TipAsync("modules", "anvil", "1")).ShouldBe(bump.Revision);
        NothingIsLeft();
    }

    [Fact]
    public async Task Somebody_who_is_always_faster_is_a_fault_in_the_end()
    {
        Sandbox.Faults.Set("distgit", new() { RaceOnPush = 100 });

        var fault = await Should.ThrowAsync<OutsideFault>(() => DistGit(options => options with { PushAttempts = 3 }).BumpAsync(Anvil, Stop));

        (fault.System, fault.Call).ShouldBe(("dist-git", "push modules/anvil"));
        fault.Text.ShouldStartWith("others were faster 3 times");
        Sandbox.Counters["distgit.faults"].ShouldBe(3);
        NothingIsLeft();
    }

    [Fact]
    public async Task Many_bumps_of_one_repository_at_once_all_get_onto_it_in_a_row()
    {
        var distGit = DistGit(options => options with { PushAttempts = 1 });
        var requests = Enumerable.Range(0, 6).Select(i => Anvil with { Trailer = $"rebuild-{i}/module/anvil/1" }).ToList();

        var bumps = await Task.WhenAll(requests.Select(request => distGit.BumpAsync(request, Stop)));

        var revisions = bumps.Select(bump => bump.ShouldBeOfType<BumpResult.Bumped>().Revision).ToList();
        (await GitAsync(PathOf("modules", "anvil"), "log", "--format=%H", "-n6", "1")).Split('\n').ShouldBe(revisions, ignoreOrder: true);
    }

    [Fact]
    public async Task Two_nodes_that_want_the_same_bump_make_it_once()
    {
        var bumps = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => DistGit().BumpAsync(Anvil, Stop)));

        bumps.Select(bump => bump.ShouldBeOfType<BumpResult.Bumped>().Revision).Distinct().ShouldHaveSingleItem();
        bumps.Count(bump => bump is BumpResult.Bumped { WasThere: false }).ShouldBe(1);
    }

    [Fact]
    public async Task A_branch_deleted_meanwhile_does_not_come_back()
    {
        var repository = PathOf("modules", "anvil");
        await GitAsync(repository, "branch", "doomed", "1");
        Sandbox.Faults.Set("distgit", new() { Hang = true });
        var bumping = DistGit().BumpAsync(Anvil with { Branch = "doomed" }, Stop);
        await UntilAsync(() => Sandbox.Counters["distgit.faults"], count => count == 1, "the push");
        await GitAsync(repository, "branch", "-D", "doomed");
        Sandbox.Faults.ClearAll();

        (await bumping).ShouldBeOfType<BumpResult.Refused>().Text.ShouldContain("couldn't find remote ref refs/heads/doomed");
        (await GitAsync(repository, "branch", "--list", "doomed")).ShouldBeEmpty();
    }
}
