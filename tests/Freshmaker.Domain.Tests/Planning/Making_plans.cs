using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Tests.Planning;

public sealed class Making_plans
{
    [Fact]
    public void the_empty_plan_says_nothing()
    {
        Plan.Empty.Builds.ShouldBeEmpty();
        Plan.Empty.Exclusions.ShouldBeEmpty();
    }

    [Fact]
    public void a_module_is_rebuilt_from_a_commit_that_exists()
    {
        var build = Plan.RebuildModule("web", "4", Some.Revision, Some.Cause).Builds.ShouldHaveSingleItem();

        build.Artifact.ShouldBe(Artifact.Module("web", "4"));
        build.Recipe.ShouldBe(new ModuleRecipe("web", "4", Some.Revision));
        build.Prerequisites.ShouldBeEmpty();
        build.Parents.ShouldBeEmpty();
        build.Cause.ShouldBe(Some.Cause);
    }

    [Fact]
    public void a_module_whose_newest_version_is_affected_is_bumped_and_rebuilt()
    {
        var plan = Plan.BumpAndRebuild([new("web", "4", "20", "20")], "Rebuild for it", Some.Cause);

        plan.Exclusions.ShouldBeEmpty();
        var build = plan.Builds.ShouldHaveSingleItem();
        build.Artifact.ShouldBe(Artifact.Module("web", "4"));
        build.Recipe.ShouldBe(new ModuleRecipe("web", "4", null));
        build.Prerequisites.ShouldBe([new SourceBump("modules", "web", "4", "Rebuild for it")]);
        build.Cause.ShouldBe(Some.Cause);
    }

    [Fact]
    public void a_module_whose_newest_version_is_not_affected_is_left_alone_with_both_versions()
    {
        var plan = Plan.BumpAndRebuild([new("web", "4", "20", "21")], "Rebuild for it", Some.Cause);

        plan.Builds.ShouldBeEmpty();
        var exclusion = plan.Exclusions.ShouldHaveSingleItem();
        exclusion.Artifact.ShouldBe(Artifact.Module("web", "4"));
        exclusion.Reason.ToString().ShouldBe("Only its version 20 is affected; the newest is 21.");
    }

    [Fact]
    public void every_module_that_was_found_is_in_the_plan_once()
    {
        var plan = Plan.BumpAndRebuild([new("a", "1", "1", "1"), new("b", "1", "1", "2"), new("a", "2", "1", "1")], "m", Some.Cause);

        plan.Builds.Select(b => b.Key).ShouldBe(["module/a/1", "module/a/2"]);
        plan.Exclusions.Select(x => x.Artifact.Key).ShouldBe(["module/b/1"]);
        plan.Exclusions[0].Reason.Code.ShouldBe(ReasonCode.NewestVersionUnaffected);
    }
}
