using Freshmaker.Domain.Explaining;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Domain.Tests.Rebuilds;

namespace Freshmaker.Domain.Tests.Explaining;

public sealed class Comparing_plans
{
    [Fact]
    public void tells_what_is_new_gone_and_different()
    {
        var earlier = Spec.PlannedNow(Some.Image("base"), Some.Image("web", "base"), Some.Image("old"));
        var later = Spec.PlannedNow(Some.Image("base"), Some.Image("web").Needing(Some.Compose("sets")), Some.Image("new"));

        var compared = PlanComparison.Of(earlier, later);

        compared.Added.ShouldBe([Some.ImageKey("new")]);
        compared.Gone.ShouldBe([Some.ImageKey("old")]);
        compared.Same.ShouldBe(1);
        var web = compared.Changed.ShouldHaveSingleItem();
        web.Key.ShouldBe(Some.ImageKey("web"));
        web.Differences.Select(d => d.What).ShouldContain("parents");
        web.Differences.ShouldContain(new PlanDifference("parents", Some.ImageKey("base"), ""));
        web.Differences.ShouldContain(new PlanDifference("prerequisites", "", ComposeKeys.Of(Some.Compose("sets"))));
    }

    [Fact]
    public void how_far_builds_are_makes_no_difference()
    {
        var planned = Spec.PlannedNow(Some.Image("base"), Some.Image("web", "base"));

        PlanComparison.Of(planned, planned.Tasked("base", 7)).ShouldSatisfyAllConditions(c => c.Changed.ShouldBeEmpty(), c => c.Same.ShouldBe(2));
    }

    [Fact]
    public void a_module_of_another_commit_is_different()
    {
        var (before, now) = (Spec.Planned(Some.Module("web")), Spec.Planned(Some.Module("web") with { Recipe = new ModuleRecipe("web", "1", Some.OtherRevision) }));

        PlanComparison.Of(before, now).Changed.ShouldHaveSingleItem().Differences.ShouldBe([new("revision", Some.Revision, Some.OtherRevision)]);
    }
}
