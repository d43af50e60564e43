using Freshmaker.Domain.Planning.Images;

namespace Freshmaker.Domain.Tests.Planning.Images;

/// <summary>behaviour.md §8.8, §8.10 and appendix A.1; the names are those of its vectors.</summary>
public sealed class Replacing_older_builds
{
    static readonly ImagePlanningOptions ReleasedOnly = new() { ReleasedDependenciesOnly = true };

    [Fact]
    public void V1_a_lower_release_gives_way()
    {
        var plan = new Shelf().Chain("web-1-5*", "rt-1-3", "base-8-10").Chain("db-2-7*", "rt-1-4", "base-8-10").Plan().ShouldBeSound();

        plan.Levels().ShouldBe("base-8-10 | rt-1-4 | db-2-7 web-1-5");
        plan.Parents().ShouldBe("db-2-7→rt-1-4! rt-1-4→base-8-10! web-1-5→rt-1-4!");
        plan.WhyNot("rt-1-3").ToString().ShouldBe("rt-1-4 takes its place.");
    }

    [Fact]
    public void V2_a_higher_build_that_is_not_released_stays()
    {
        var plan = V2().Plan().ShouldBeSound();

        plan.Levels().ShouldBe("base-8-10 | rt-1-4 rt-1-9 | db-2-7 web-1-5");
        plan.Parents().ShouldBe("db-2-7→rt-1-4! rt-1-4→base-8-10! rt-1-9→base-8-10! web-1-5→rt-1-9!");
        plan.LeftAlone().ShouldBe("rt-1-2:SupersededBy");
    }

    [Fact]
    public void V2_with_released_dependencies_only_it_gives_way_too()
    {
        var plan = V2().With(ReleasedOnly).Plan().ShouldBeSound();

        plan.Levels().ShouldBe("base-8-10 | rt-1-4 | db-2-7 web-1-5");
        plan.Parents().ShouldBe("db-2-7→rt-1-4! rt-1-4→base-8-10! web-1-5→rt-1-4!");
        plan.LeftAlone().ShouldBe("rt-1-2:SupersededBy rt-1-9:SupersededBy");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void V3_a_changed_parent_comes_with_the_build_that_has_it(bool releasedOnly)
    {
        var plan = new Shelf().Chain("web-1-5*", "rt-1-4*", "alt-3-1").Chain("db-2-7*", "rt-1-2", "base-8-10")
            .With(new() { ReleasedDependenciesOnly = releasedOnly }).Plan().ShouldBeSound();

        plan.Levels().ShouldBe("alt-3-1 | rt-1-4 | db-2-7 web-1-5");
        plan.Parents().ShouldBe("db-2-7→rt-1-4! rt-1-4→alt-3-1! web-1-5→rt-1-4!"); // the existing system leaves db on rt-1-2
        plan.LeftAlone().ShouldBe("base-8-10:NothingBuiltOnIt rt-1-2:SupersededBy");
    }

    [Fact]
    public void V3c_also_when_only_the_version_of_the_parent_changed()
    {
        var plan = new Shelf().Chain("web-1-5*", "rt-1-4*", "base-9-1").Chain("db-2-7*", "rt-1-2", "base-8-10").Plan().ShouldBeSound();

        plan.Levels().ShouldBe("base-9-1 | rt-1-4 | db-2-7 web-1-5");
        plan.Parents().ShouldBe("db-2-7→rt-1-4! rt-1-4→base-9-1! web-1-5→rt-1-4!");
    }

    [Fact]
    public void V4_versions_are_never_merged()
    {
        var plan = new Shelf().Chain("web-1-5*", "rt-1-4", "base-8-10").Chain("db-2-7*", "rt-2-2", "base-8-10").Plan().ShouldBeSound();

        plan.Levels().ShouldBe("base-8-10 | rt-1-4 rt-2-2 | db-2-7 web-1-5");
        plan.Exclusions.ShouldBeEmpty();
    }

    [Fact] // appendix A.1 has no vector of this number
    public void V5_images_of_other_repositories_are_never_merged()
    {
        var plan = new Shelf().Chain("web-1-5*", "rt-1-3", "base-8-10").Chain("db-2-7*", "rt-1-4", "base-8-10")
            .Image("rt-1-4", "base-8-10", i => i with { Places = [.. i.Places, new(Shelf.Registry, "r/other", true, [])] }).Plan().ShouldBeSound();

        plan.Levels().ShouldBe("base-8-10 | rt-1-3 rt-1-4 | db-2-7 web-1-5");
    }

    [Fact]
    public void V6_each_image_is_built_once()
    {
        var plan = new Shelf().Chain("web-1-5*", "rt-1-4*", "base-8-10*").Chain("rt-1-4*", "base-8-10*").Chain("base-8-10*").Plan().ShouldBeSound();

        plan.Levels().ShouldBe("base-8-10 | rt-1-4 | web-1-5");
    }

    [Fact] // appendix A.1 has no vector of this number
    public void V7_an_unpublished_rebuild_is_of_the_repositories_of_what_it_was_built_from()
    {
        var plan = new Shelf().Chain("web-1-5*", "rt-1-4.1770000000", "base-8-10").Chain("db-2-7*", "rt-1-3", "base-8-10")
            .Image("rt-1-4.1770000000", "base-8-10", i => i with { Places = [] }).Image("rt-1-4", "base-8-10").Plan().ShouldBeSound();

        plan.Levels().ShouldBe("base-8-10 | rt-1-4.1770000000 | db-2-7 web-1-5");
    }

    [Fact]
    public void V8_a_child_comes_after_its_parent_however_long_that_ones_chain_is()
    {
        var plan = new Shelf().Chain("a-1-1*", "b-1-1", "c-1-1").Chain("d-1-1*", "a-1-1*", "b-1-1", "c-1-1").Plan().ShouldBeSound();

        plan.Levels().ShouldBe("c-1-1 | b-1-1 | a-1-1 | d-1-1"); // the existing system builds d beside b, on the old a
    }

    [Fact]
    public void the_highest_of_several_released_builds_counts_whichever_was_seen_last()
    {
        var plan = new Shelf().Chain("web-1-5*", "base-8-10").Chain("web-1-10*", "base-8-10").Chain("web-1-9*", "base-8-10").Plan().ShouldBeSound();

        plan.Levels().ShouldBe("base-8-10 | web-1-10");
        plan.LeftAlone().ShouldBe("web-1-5:SupersededBy web-1-9:SupersededBy");
    }

    [Theory] // a preview is directly affected, yet not the released build that others give way to
    [InlineData("Generally Available", "rt-1-4→base-8-10! web-1-5→rt-1-4!", "rt-1-9:SupersededBy")]
    [InlineData("Beta", "rt-1-9→base-8-10! web-1-5→rt-1-9!", "rt-1-4:SupersededBy")]
    [InlineData("Tech Preview", "rt-1-9→base-8-10! web-1-5→rt-1-9!", "rt-1-4:SupersededBy")]
    public void what_is_published_as_a_preview_is_not_released(string category, string parents, string leftAlone)
    {
        var plan = new Shelf().Chain("web-1-5*", "rt-1-9", "base-8-10").Chain("rt-1-4*", "base-8-10").Repository("r/rt", ["latest"], category)
            .With(ReleasedOnly).Plan().ShouldBeSound();

        plan.Parents().ShouldBe(parents);
        plan.LeftAlone().ShouldBe(leftAlone);
    }

    [Fact]
    public void what_stands_for_an_affected_image_is_rebuilt_for_its_own_sake()
    {
        var build = new Shelf().Chain("rt-1-4*").Chain("web-1-5*", "rt-1-9").Chain("web-1-6*").Repository("r/rt", ["latest"], "Beta").Plan().ShouldBeSound().Of("rt-1-9");

        build.Because.ShouldBe(Domain.Planning.RebuildReason.DirectlyAffected);
        build.Cause.ToString().ShouldBe("It contains zlib-1.2-3.el8; RHSA-2031:0042 has zlib-1.2-4.el8.");
    }

    [Fact]
    public void a_build_that_cannot_be_built_stands_in_for_none()
    {
        var plan = new Shelf().Chain("web-1-5*", "rt-1-3", "base-8-10").Chain("db-2-7*", "rt-1-4", "base-8-10").Koji("rt-1-4", b => b with { Revision = null }).Plan().ShouldBeSound();

        plan.Levels().ShouldBe("base-8-10 | rt-1-3 | web-1-5");
        plan.LeftAlone().ShouldBe("db-2-7:ParentNotBuildable rt-1-4:SourceIsBranch");
    }

    [Fact]
    public void a_compiler_that_was_built_with_the_compiler_before_it_is_not_built_with_itself()
    {
        var plan = new Shelf().Affected("gcc-1-9", "base-8-10").Image("gcc-1-8", "base-8-10").Image("gcc-1-7", "base-8-10").Image("base-8-10")
            .Stages("gcc-1-9", "gcc-1-8", "base-8-10").Stages("gcc-1-8", "gcc-1-7", "base-8-10").Plan().ShouldBeSound();

        plan.Levels().ShouldBe("base-8-10 | gcc-1-9");
        plan.Of("gcc-1-9").Warnings.ShouldHaveSingleItem().ToString()
            .ShouldBe("One of its stages is built on gcc-1-8, whose newest build needs it in turn; that stage is used as it is.");
    }

    [Fact]
    public void a_build_on_top_of_its_own_older_build_keeps_that_as_its_parent()
    {
        var plan = new Shelf().Chain("rt-1-9*", "rt-1-8", "base-8-10").Plan().ShouldBeSound();

        plan.Levels().ShouldBe("base-8-10 | rt-1-8 | rt-1-9");
    }

    static Shelf V2() => new Shelf().Chain("web-1-5*", "rt-1-9", "base-8-10").Chain("rt-1-4*", "base-8-10").Chain("db-2-7*", "rt-1-2", "base-8-10");
}
