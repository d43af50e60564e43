using Freshmaker.Domain.Handlers;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Ports;

namespace Freshmaker.Domain.Tests.Handlers;

public sealed class Rebuilding_modules_for_updates
{
    static readonly RpmsStable Update = new("FEDORA-2031-1", ["libcapsule-2.1-4.fc41", "capsule-tools-2-1.fc41"], "F41", "f41");

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task a_module_is_bumped_once_for_all_updated_RPMs_that_it_contains()
    {
        var catalogue = new InMemoryCatalogue()
            .Contains("libcapsule", "f41", new ModuleMatch("web", "4", "20", "20"), new("db", "9", "7", "7"))
            .Contains("capsule-tools", "f41", new ModuleMatch("web", "4", "20", "20"))
            .Contains("libcapsule", "f40", new ModuleMatch("old", "1", "1", "1"));

        var plan = await Plan(catalogue);

        plan.Exclusions.ShouldBeEmpty();
        plan.Builds.Select(b => b.Key).ShouldBe(["module/db/9", "module/web/4"]);
        plan.Builds[0].Cause.ToString().ShouldBe("It contains libcapsule, which the stable update FEDORA-2031-1 changed.");
        plan.Builds[0].Recipe.ShouldBe(new ModuleRecipe("db", "9", null));
        plan.Builds[1].Cause.ToString().ShouldBe("It contains capsule-tools, libcapsule, which the stable update FEDORA-2031-1 changed.");
        plan.Builds[1].Prerequisites.ShouldBe([new SourceBump("modules", "web", "4", "Rebuild for capsule-tools, libcapsule of update FEDORA-2031-1")]);
    }

    [Fact]
    public async Task its_newest_version_has_to_contain_one_of_them()
    {
        var catalogue = new InMemoryCatalogue()
            .Contains("libcapsule", "f41", new ModuleMatch("web", "4", "9", "20"), new("db", "9", "9", "20"))
            .Contains("capsule-tools", "f41", new ModuleMatch("web", "4", "20", "20"), new("db", "9", "10", "20"));

        var plan = await Plan(catalogue);

        plan.Builds.ShouldHaveSingleItem().Cause.ToString().ShouldBe("It contains capsule-tools, which the stable update FEDORA-2031-1 changed.");
        var left = plan.Exclusions.ShouldHaveSingleItem();
        left.Artifact.ToString().ShouldBe("db:9");
        left.Reason.ToString().ShouldBe("Only its version 10 is affected; the newest is 20.");
    }

    [Fact]
    public async Task two_builds_of_one_package_are_asked_for_once()
    {
        var catalogue = new InMemoryCatalogue().Contains("a", "f41", new ModuleMatch("web", "4", "1", "1"));

        (await Plan(catalogue, Update with { Builds = ["a-1-1", "a-1-2"] })).Builds.ShouldHaveSingleItem().Cause.Parameters["rpms"].ShouldBe("a");
    }

    [Fact]
    public async Task a_large_update_is_named_shortly_in_the_commit()
    {
        string[] packages = [.. Enumerable.Range(1, 12).Select(i => $"p{i:00}")];
        var catalogue = packages.Aggregate(new InMemoryCatalogue(), (c, p) => c.Contains(p, "f41", new ModuleMatch("web", "4", "1", "1")));

        var build = (await Plan(catalogue, Update with { Builds = [.. packages.Select(p => $"{p}-1-1")] })).Builds.ShouldHaveSingleItem();

        build.Prerequisites.ShouldBe([new SourceBump("modules", "web", "4", "Rebuild for p01, p02, p03 and 9 more of update FEDORA-2031-1")]);
        build.Cause.Parameters["rpms"].ShouldEndWith("p10 and 2 more");
    }

    [Fact]
    public async Task an_update_without_branch_is_left_alone()
    {
        var plan = await Plan(new InMemoryCatalogue(), Update with { Branch = null });

        plan.Builds.ShouldBeEmpty();
        plan.Exclusions.Select(x => $"{x.Artifact}").ShouldBe(["capsule-tools:unknown", "libcapsule:unknown"]);
    }

    [Fact]
    public async Task a_catalogue_that_does_not_answer_is_not_hidden()
    {
        var fault = new OutsideFault("PDC", "GET modules/", "503");

        (await Should.ThrowAsync<OutsideFault>(() => Plan(new InMemoryCatalogue { Fault = fault }))).ShouldBeSameAs(fault);
    }

    static Task<Plan> Plan(InMemoryCatalogue catalogue, RpmsStable? update = null) => new ModulesOnRpmsStable(catalogue).PlanAsync(update ?? Update, Ct);
}
