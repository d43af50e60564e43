using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Planning.Images;

namespace Freshmaker.Domain.Tests.Planning.Images;

/// <summary>behaviour.md §8.9 and appendix A.1; the names are those of its vectors.</summary>
public sealed class Taking_published_fixes
{
    [Fact]
    public void F1_a_parent_whose_fix_is_published_is_replaced_by_it()
    {
        var plan = Chain().PublishedBuild("rt-1-9").Plan().ShouldBeSound();

        plan.Levels().ShouldBe("web-1-5");
        plan.Parents().ShouldBe("web-1-5→rt-1-9");
        plan.WhyNot("rt-1-4").ToString().ShouldBe("Its newer build rt-1-9 is published and contains the fix.");
        plan.WhyNot("base-8-10").ToString().ShouldBe("Nothing that is rebuilt is built on it any more.");
    }

    [Fact]
    public void F2_a_base_whose_fix_is_published_is_replaced_by_it()
    {
        var plan = Chain().PublishedBuild("base-8-11").Plan().ShouldBeSound();

        plan.Parents().ShouldBe("rt-1-4→base-8-11 web-1-5→rt-1-4!");
        plan.LeftAlone().ShouldBe("base-8-10:FixIsPublished");
    }

    [Fact]
    public void F3_what_is_rebuilt_for_its_own_sake_is_not_replaced_nor_what_is_built_on_it()
    {
        var plan = new Shelf().Chain("web-1-5*", "rt-1-4", "base-8-10*").PublishedBuild("rt-1-9").PublishedBuild("base-8-11").Plan().ShouldBeSound();

        plan.Levels().ShouldBe("base-8-10 | rt-1-4 | web-1-5");
    }

    [Fact]
    public void F4_without_a_published_fix_nothing_changes_and_both_were_asked_for()
    {
        var shelf = Chain();

        shelf.Plan().ShouldBeSound().Levels().ShouldBe("base-8-10 | rt-1-4 | web-1-5");
        Asked(shelf).ShouldBe("base rt");
    }

    [Fact]
    public void F5_an_image_on_its_own_has_no_parent_to_replace()
    {
        var shelf = new Shelf().Chain("web-1-5*");

        shelf.Plan().ShouldBeSound().Levels().ShouldBe("web-1-5");
        Asked(shelf).ShouldBe("");
    }

    [Fact]
    public void F6_a_parent_that_nobody_knows_the_RPMs_of_is_rebuilt_on_the_fix_of_its_parent()
    {
        var shelf = Chain().Image("rt-1-4", "base-8-10", i => i with { Rpms = null }).PublishedBuild("rt-1-9").PublishedBuild("base-8-11");

        var plan = shelf.Plan().ShouldBeSound();
        plan.Levels().ShouldBe("rt-1-4 | web-1-5");
        plan.Parents().ShouldBe("rt-1-4→base-8-11 web-1-5→rt-1-4!");
        Asked(shelf).ShouldBe("base");
    }

    [Theory]
    [InlineData("zlib-1.2-3.el8", true, "cs", "r/rt", "")] // not fixed
    [InlineData("zlib-1.2-9.el9", true, "cs", "r/rt", "")] // of another stream
    [InlineData("zlib-1.2-4.module+el8.6.0+1+a", true, "cs", "r/rt", "")] // modular
    [InlineData("curl-1.2-4.el8", true, "cs", "r/rt", "")] // without the RPM
    [InlineData("zlib-1.2-4.el8", false, "cs", "r/rt", "")] // not published
    [InlineData("zlib-1.2-4.el8", true, "other", "r/rt", "")] // of other content sets
    [InlineData("zlib-1.2-4.el8", true, "cs", "r/other", "")] // in another repository
    [InlineData("zlib-1.2-4.el8", true, "cs", "r/rt", "web-1-5→rt-1-9")]
    [InlineData("zlib-1.2-5.el8", true, "cs", "r/rt r/more", "web-1-5→rt-1-9")]
    public void a_published_build_is_a_fix_only_if_it_has_all_that_is_needed_wherever_it_is_needed(
        string rpm, bool published, string contentSet, string repositories, string expected)
    {
        var plan = Chain().PublishedBuild("rt-1-9", rpm, i => i with
        {
            ContentSets = [contentSet],
            Places = [.. repositories.Split(' ').Select(r => new Domain.Ports.PlacedImage(Shelf.Registry, r, published, []))],
        }).Plan().ShouldBeSound();

        plan.Parents().ShouldBe(expected.Length > 0 ? expected : "rt-1-4→base-8-10! web-1-5→rt-1-4!");
    }

    [Fact] // an older fix could lack other fixes
    public void only_the_newest_published_build_counts() => Chain().PublishedBuild("rt-1-9").PublishedBuild("rt-1-10", Shelf.OldZlib)
        .Plan().ShouldBeSound().Parents().ShouldBe("rt-1-4→base-8-10! web-1-5→rt-1-4!");

    [Fact]
    public void builds_of_other_versions_do_not_count() => Chain().PublishedBuild("rt-2-9").Plan().ShouldBeSound().Parents().ShouldBe("rt-1-4→base-8-10! web-1-5→rt-1-4!");

    [Fact]
    public void a_fix_without_one_of_several_RPMs_is_none()
    {
        var shelf = Chain().Image("rt-1-4", "base-8-10", i => i with { Rpms = Shelf.Rpms("zlib-1.2-3.el8 curl-7-1.el8") }).PublishedBuild("rt-1-9");

        shelf.Plan(q => q with { Rpms = [.. q.Rpms, Nvr.Parse("curl-7-2.el8")] }).ShouldBeSound().Parents().ShouldBe("rt-1-4→base-8-10! web-1-5→rt-1-4!");
    }

    [Fact]
    public void with_a_fix_for_one_child_only_the_other_chain_is_rebuilt_as_before()
    {
        var plan = new Shelf().Chain("web-1-5*", "rt-1-4", "base-8-10").Chain("db-2-7*", "py-3-1", "base-8-10").PublishedBuild("rt-1-9").Plan().ShouldBeSound();

        plan.Levels().ShouldBe("base-8-10 web-1-5 | py-3-1 | db-2-7");
        plan.Parents().ShouldBe("db-2-7→py-3-1! py-3-1→base-8-10! web-1-5→rt-1-9");
    }

    static readonly ImagePlanningOptions UpdateBase = new() { UpdateBaseImages = true };

    [Fact]
    public void a_base_image_is_refreshed_on_demand_though_the_newer_one_has_no_fix_either()
    {
        var shelf = Chain().PublishedBuild("base-8-11", Shelf.OldZlib).Koji("base-8-11");

        shelf.Plan().ShouldBeSound().Levels().ShouldBe("base-8-10 | rt-1-4 | web-1-5");
        var plan = shelf.With(UpdateBase).Plan().ShouldBeSound();
        plan.Levels().ShouldBe("base-8-11 | rt-1-4 | web-1-5");
        plan.Parents().ShouldBe("rt-1-4→base-8-11! web-1-5→rt-1-4!");
        plan.LeftAlone().ShouldBe("base-8-10:NewerBaseIsPublished");
    }

    [Fact]
    public void a_refreshed_base_image_that_need_not_be_rebuilt_is_used_as_it_is() => Chain().PublishedBuild("base-8-11", "curl-7-1.el8").With(UpdateBase)
        .Plan().ShouldBeSound().Parents().ShouldBe("rt-1-4→base-8-11 web-1-5→rt-1-4!");

    [Fact]
    public void a_base_image_is_not_refreshed_by_an_older_one_or_one_that_cannot_be_built()
    {
        Chain().PublishedBuild("base-8-9", Shelf.OldZlib).Koji("base-8-9").With(UpdateBase).Plan().ShouldBeSound().Levels().ShouldBe("base-8-10 | rt-1-4 | web-1-5");
        Chain().PublishedBuild("base-8-11", Shelf.OldZlib).With(UpdateBase).Plan().ShouldBeSound().Levels().ShouldBe("base-8-10 | rt-1-4 | web-1-5");
    }

    static Shelf Chain() => new Shelf().Chain("web-1-5*", "rt-1-4", "base-8-10");

    static string Asked(Shelf shelf)
    {
        var fix = new RpmFix(shelf.Question.Rpms);
        var selection = ImageSelection.Make(shelf.Question, shelf.Snapshot, fix, new Shelf.AllowAll());
        return string.Join(' ', new ImagePlanning(shelf.Question, shelf.Snapshot, fix, selection).PackagesToLookUp());
    }
}
