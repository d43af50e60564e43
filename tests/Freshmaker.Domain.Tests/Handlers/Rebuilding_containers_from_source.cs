using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Handlers;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Ports;

namespace Freshmaker.Domain.Tests.Handlers;

public sealed class Rebuilding_containers_from_source
{
    static readonly RpmsStable Update = new("FEDORA-2031-1", ["libcapsule-2.1-4.fc41"], "F41", "f41");

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task a_container_is_built_from_the_commit_that_changed_its_Dockerfile()
    {
        var plan = await new ImagesOnDockerfileChange().PlanAsync(new("webfront", "f41", "9a1c0de"), Ct);

        plan.Exclusions.ShouldBeEmpty();
        var build = plan.Builds.ShouldHaveSingleItem();
        build.Key.ShouldBe("image/webfront/f41");
        build.Because.ShouldBe(RebuildReason.DirectlyAffected);
        build.Parents.ShouldBeEmpty();
        build.Prerequisites.ShouldBeEmpty();
        build.Cause.ToString().ShouldBe("Its Dockerfile changed in commit 9a1c0de.");
        var recipe = build.Recipe.ShouldBeOfType<ImageRecipe>();
        recipe.Repository.ShouldBe("container/webfront");
        recipe.Revision.ShouldBe("9a1c0de");
        recipe.GitBranch.ShouldBe("f41");
        recipe.Target.ShouldBe("f41-container-candidate");
        recipe.Isolated.ShouldBeFalse();
        recipe.OriginalNvr.ShouldBeNull();
        recipe.ParentNvr.ShouldBeNull();
    }

    [Theory]
    [InlineData("master", "rawhide-container-candidate")]
    [InlineData("main", "rawhide-container-candidate")]
    [InlineData("rawhide", "rawhide-container-candidate")]
    [InlineData("f41", "f41-container-candidate")]
    [InlineData("mainline", "mainline-container-candidate")]
    public async Task the_next_release_has_a_target_of_another_name_than_its_branch(string branch, string target)
    {
        var recipe = (await new ImagesOnDockerfileChange().PlanAsync(new("webfront", branch, "9a1c0de"), Ct)).Builds.Single().Recipe.ShouldBeOfType<ImageRecipe>();

        recipe.GitBranch.ShouldBe(branch);
        recipe.Target.ShouldBe(target);
    }

    [Fact]
    public async Task containers_that_include_an_updated_RPM_are_built_from_the_tip_of_their_branch()
    {
        var koji = new InMemoryKoji().Built("libcapsule-2.1-4.fc41", "libcapsule", "libcapsule-devel").Built("other-1-1.fc41", "other");
        var containers = new InMemoryContainers()
            .Includes("webfront", "f41", "a0a0a0a", "libcapsule-devel", "libcapsule", "unrelated")
            .Includes("webback", "f41", "b0b0b0b", "libcapsule")
            .Includes("elsewhere", "f41", "c0c0c0c", "other");

        var plan = await Plan(koji, containers);

        plan.Exclusions.ShouldBeEmpty();
        plan.Builds.Select(b => b.Key).ShouldBe(["image/webback/f41", "image/webfront/f41"]);
        var webfront = plan.Builds[1];
        webfront.Cause.ToString().ShouldBe("It includes libcapsule, libcapsule-devel, which the stable update FEDORA-2031-1 changed.");
        webfront.Because.ShouldBe(RebuildReason.DirectlyAffected);
        var recipe = webfront.Recipe.ShouldBeOfType<ImageRecipe>();
        recipe.Repository.ShouldBe("container/webfront");
        recipe.Revision.ShouldBe("a0a0a0a");
        recipe.GitBranch.ShouldBe("f41");
        recipe.Target.ShouldBe("f41-container-candidate");
        recipe.Isolated.ShouldBeFalse();
        recipe.OriginalNvr.ShouldBeNull();
    }

    [Fact]
    public async Task containers_of_another_release_are_left_alone_unasked()
    {
        var containers = new InMemoryContainers().Includes("webfront", "f40", "a0a0a0a", "libcapsule").Includes("webfront", "f41", "b0b0b0b", "libcapsule");

        var plan = await Plan(Koji(), containers);

        plan.Builds.ShouldHaveSingleItem().Key.ShouldBe("image/webfront/f41");
        var left = plan.Exclusions.ShouldHaveSingleItem();
        left.Artifact.ShouldBe(Artifact.Image("webfront", "f40"));
        left.Reason.ToString().ShouldBe("It is built from branch f40; the update FEDORA-2031-1 is for f41.");
        containers.Asked.ShouldBe(["containers with libcapsule", "head of container/webfront f41"]);
    }

    [Theory]
    [InlineData("rawhide", "master")]
    [InlineData("rawhide", "main")]
    [InlineData("master", "rawhide")]
    public async Task the_next_release_has_several_names_for_its_branch(string ofUpdate, string ofContainer)
    {
        var plan = await Plan(Koji(), new InMemoryContainers().Includes("webfront", ofContainer, "a0a0a0a", "libcapsule"), Update with { Branch = ofUpdate });

        var recipe = plan.Builds.ShouldHaveSingleItem().Recipe.ShouldBeOfType<ImageRecipe>();
        recipe.GitBranch.ShouldBe(ofContainer);
        recipe.Target.ShouldBe("rawhide-container-candidate");
    }

    [Fact]
    public async Task containers_without_branch_or_source_are_left_alone()
    {
        var plan = await Plan(Koji(), new InMemoryContainers().Includes("nobranch", null, null, "libcapsule").Includes("nosource", "f41", null, "libcapsule"));

        plan.Builds.ShouldBeEmpty();
        plan.Exclusions.Select(x => $"{x.Artifact}: {x.Reason}").ShouldBe(
        [
            "nobranch:unknown: PDC does not say which branch it is built from.",
            "nosource:f41: dist-git has no branch f41 of container/nosource.",
        ]);
    }

    [Theory]
    [InlineData("-x", "f41", "Its name must not begin with '-'.")]
    [InlineData("webfront", "f41 x", "Its branch must not contain control characters, spaces or any of ~ ^ : ? * [ \\.")]
    public async Task a_name_that_git_would_misread_does_not_stop_the_others(string name, string branch, string reason)
    {
        var containers = new InMemoryContainers().Includes(name, branch, "a0a0a0a", "libcapsule").Includes("good", "f41", "b0b0b0b", "libcapsule");

        var plan = await Plan(Koji(), containers);

        plan.Builds.ShouldHaveSingleItem().Key.ShouldBe("image/good/f41");
        plan.Exclusions.ShouldHaveSingleItem().Reason.ToString().ShouldBe(reason);
        containers.Asked.Count.ShouldBe(2);
    }

    [Fact]
    public async Task components_of_one_source_are_one_container()
    {
        var koji = new InMemoryKoji().Built("libcapsule-2.1-4.fc41", "libcapsule", "capsule-tools");

        var plan = await Plan(koji, new InMemoryContainers().Includes("webfront", "f41", "a0a0a0a", "libcapsule").Includes("webfront", "f41", "a0a0a0a", "capsule-tools"));

        plan.Builds.ShouldHaveSingleItem().Cause.Parameters["rpms"].ShouldBe("capsule-tools, libcapsule");
    }

    [Fact]
    public async Task a_long_list_of_RPMs_is_cut()
    {
        string[] rpms = [.. Enumerable.Range(1, 12).Select(i => $"r{i:00}")];

        var plan = await Plan(new InMemoryKoji().Built("libcapsule-2.1-4.fc41", rpms), new InMemoryContainers().Includes("webfront", "f41", "a0a0a0a", rpms));

        plan.Builds.ShouldHaveSingleItem().Cause.Parameters["rpms"].ShouldBe("r01, r02, r03, r04, r05, r06, r07, r08, r09, r10 and 2 more");
    }

    [Fact]
    public async Task a_build_that_Koji_does_not_know_hides_no_other()
    {
        var containers = new InMemoryContainers().Includes("webfront", "f41", "a0a0a0a", "libcapsule");

        var plan = await Plan(Koji(), containers, Update with { Builds = ["gone-1-1.fc41", "libcapsule-2.1-4.fc41"] });

        plan.Builds.Count.ShouldBe(1);
        var left = plan.Exclusions.ShouldHaveSingleItem();
        left.Artifact.ShouldBe(new(ArtifactKind.Rpm, "gone", "f41"));
        left.Nvr.ShouldBe("gone-1-1.fc41");
        left.Reason.ToString().ShouldBe("Koji does not know the build gone-1-1.fc41 of the update FEDORA-2031-1, so what includes its RPMs is not known.");
    }

    [Fact]
    public async Task without_RPMs_nobody_is_asked_for_containers()
    {
        var containers = new InMemoryContainers();

        (await Plan(new InMemoryKoji(), containers)).Builds.ShouldBeEmpty();

        containers.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task an_update_without_branch_is_left_alone_unasked()
    {
        var koji = Koji();

        var plan = await Plan(koji, new InMemoryContainers(), Update with { Branch = null, Builds = ["b-1-1", "a-1-1", "a-1-2"] });

        plan.Builds.ShouldBeEmpty();
        plan.Exclusions.Select(x => $"{x.Artifact}").ShouldBe(["a:unknown", "b:unknown"]);
        plan.Exclusions[0].Reason.ToString().ShouldStartWith("The update FEDORA-2031-1 does not say which branch its release has");
        koji.Calls.ShouldBe(0);
    }

    [Fact]
    public async Task more_containers_than_are_asked_for_at_once_keep_their_own_commits()
    {
        var containers = new InMemoryContainers();
        foreach (var i in Enumerable.Range(10, 20))
            containers.Includes($"c{i}", "f41", $"{i}{i}{i}{i}", "libcapsule");

        var plan = await Plan(Koji(), containers);

        plan.Builds.Select(b => ((ImageRecipe)b.Recipe).Revision).ShouldBe(Enumerable.Range(10, 20).Select(i => $"{i}{i}{i}{i}"));
    }

    [Fact]
    public async Task a_system_that_does_not_answer_is_not_hidden()
    {
        var fault = new OutsideFault("Koji", "listBuildRPMs", "offline");

        (await Should.ThrowAsync<OutsideFault>(() => Plan(new InMemoryKoji { Fault = fault }, new InMemoryContainers()))).ShouldBeSameAs(fault);
    }

    static InMemoryKoji Koji() => new InMemoryKoji().Built("libcapsule-2.1-4.fc41", "libcapsule");

    static Task<Plan> Plan(InMemoryKoji koji, InMemoryContainers containers, RpmsStable? update = null) =>
        new ImagesOnRpmsStable(koji, containers, containers).PlanAsync(update ?? Update, Ct);
}
