using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Planning.Images;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Tests.Planning.Images;

/// <summary>behaviour.md §8.5, §8.6, D12.</summary>
public sealed class Walking_up_to_parents
{
    [Fact]
    public void parents_that_hand_the_RPM_down_are_rebuilt_first_and_say_for_whom()
    {
        var plan = new Shelf().Chain("web-1-5*", "rt-1-4", "base-8-10").Plan().ShouldBeSound();

        plan.Levels().ShouldBe("base-8-10 | rt-1-4 | web-1-5");
        plan.Of("web-1-5").Recipe().ParentBuild.ShouldBe("image/rt-1-4");
        plan.Of("web-1-5").Parents.ShouldBe(["image/rt-1-4"]);
        plan.Of("rt-1-4").Because.ShouldBe(RebuildReason.Dependency);
        plan.Of("rt-1-4").Cause.ToString().ShouldBe("web-1-5 is built on it, and it contains zlib-1.2-3.el8; RHSA-2031:0042 has zlib-1.2-4.el8.");
        plan.Of("base-8-10").Recipe().ParentNvr.ShouldBeNull();
    }

    [Theory]
    [InlineData("curl-7-1.el8", "rt-1-4:AffectedRpmNotInstalled")]
    [InlineData("", "rt-1-4:AffectedRpmNotInstalled")]
    [InlineData("zlib-1.2-4.el8", "rt-1-4:AlreadyFixed")]
    [InlineData("zlib-1.2-3.el9", "rt-1-4:FixIsForOtherStreams")]
    public void a_parent_that_is_not_affected_is_built_upon_as_it_is(string rpms, string leftAlone)
    {
        var plan = new Shelf().Chain("web-1-5*", "rt-1-4", "base-8-10").Image("rt-1-4", "base-8-10", i => i with { Rpms = Shelf.Rpms(rpms) }).Plan().ShouldBeSound();

        plan.Parents().ShouldBe("web-1-5→rt-1-4");
        plan.LeftAlone().ShouldBe(leftAlone);
        plan.Of("web-1-5").Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void a_parent_with_another_affected_RPM_only_is_not_rebuilt_for_a_child_that_has_it_not()
    {
        var plan = new Shelf().Chain("web-1-5*", "rt-1-4").Image("rt-1-4", but: i => i with { Rpms = Shelf.Rpms("curl-7-1.el8") })
            .Plan(q => q with { Rpms = [.. q.Rpms, Nvr.Parse("curl-7-2.el8")] }).ShouldBeSound();

        plan.Parents().ShouldBe("web-1-5→rt-1-4");
        plan.WhyNot("rt-1-4").ToString().ShouldBe("It contains curl-7-1.el8, but what is rebuilt on it contains none of its affected RPMs.");
    }

    const string OldCurl = "curl-7-1.el8";

    /// <summary>base and web have the old curl, rt has the old zlib: nothing of what affects one comes from another.</summary>
    static Shelf Disjoint => new Shelf { Fix = $"{Shelf.FixedZlib} curl-7-2.el8" }
        .Chain("web-1-5*", "rt-1-4*", "base-8-10*").Affected("web-1-5", "rt-1-4", i => i with { Rpms = Shelf.Rpms(OldCurl) })
        .Affected("base-8-10", but: i => i with { Rpms = Shelf.Rpms(OldCurl) });

    [Fact]
    public void a_parent_that_is_rebuilt_anyway_comes_first_even_if_it_hands_nothing_affected_down()
    {
        var plan = Disjoint.Plan().ShouldBeSound();

        plan.Levels().ShouldBe("base-8-10 | rt-1-4 | web-1-5");
        plan.Parents().ShouldBe("rt-1-4→base-8-10! web-1-5→rt-1-4!");
        plan.LeftAlone().ShouldBeEmpty();
        plan.Builds.SelectMany(b => b.Warnings).ShouldBeEmpty();
        plan.Of("rt-1-4").Cause.Code.ShouldBe(ReasonCode.ContainsAffectedRpm);
    }

    [Fact]
    public void so_does_the_build_that_stands_for_an_older_one()
    {
        Disjoint.Affected("web-1-5", "rt-1-2", i => i with { Rpms = Shelf.Rpms(OldCurl) }).Image("rt-1-2", "base-8-10").Plan().ShouldBeSound()
            .Parents().ShouldBe("rt-1-4→base-8-10! web-1-5→rt-1-4!");
        // Neither is one that has nothing affected at all.
        Disjoint.Affected("web-1-5", "rt-1-2", i => i with { Rpms = Shelf.Rpms(OldCurl) }).Image("rt-1-2", "base-8-10", i => i with { Rpms = [] }).Plan().ShouldBeSound()
            .Parents().ShouldBe("rt-1-4→base-8-10! web-1-5→rt-1-4!");
        // A newer one that nobody has released is not gone back from, nor is one of other repositories the same.
        Disjoint.Affected("web-1-5", "rt-1-9", i => i with { Rpms = Shelf.Rpms(OldCurl) }).Image("rt-1-9", "base-8-10", i => i with { Rpms = [] }).Plan().ShouldBeSound()
            .Parents().ShouldBe("rt-1-4→base-8-10! web-1-5→rt-1-9");
        Disjoint.Affected("web-1-5", "rt-1-2", i => i with { Rpms = Shelf.Rpms(OldCurl) })
            .Image("rt-1-2", "base-8-10", i => i with { Rpms = [], Places = [i.Places[0] with { Repository = "z/rt" }] }).Plan().ShouldBeSound()
            .Parents().ShouldBe("rt-1-4→base-8-10! web-1-5→rt-1-2");
    }

    [Fact]
    public void another_stage_that_is_rebuilt_anyway_comes_first_too() =>
        Disjoint.Affected("web-1-5", but: i => i with { Rpms = Shelf.Rpms(OldCurl) }).Stages("web-1-5", "rt-1-4").Plan().ShouldBeSound()
            .Of("web-1-5").Parents.ShouldBe(["image/rt-1-4"]);

    [Fact]
    public void a_child_that_has_nothing_affected_from_a_parent_is_built_on_it_as_it_is_when_that_cannot_be_rebuilt()
    {
        var plan = Disjoint.Koji("rt-1-4", b => b with { TaskId = null }).Plan().ShouldBeSound();

        plan.Parents().ShouldBe("web-1-5→rt-1-4");
        plan.LeftAlone().ShouldBe("rt-1-4:NoKojiTask");
        plan.Of("web-1-5").Warnings.ShouldHaveSingleItem().Code.ShouldBe(ReasonCode.StageNotRebuilt);
    }

    [Fact]
    public void nothing_is_rebuilt_for_a_child_that_has_nothing_affected_from_it()
    {
        // Only db needs rt, and db cannot be built: web alone is no reason to rebuild rt.
        var plan = new Shelf { Fix = $"{Shelf.FixedZlib} curl-7-2.el8" }.Chain("db-2-7*", "rt-1-4").Koji("db-2-7", b => b with { TaskId = null })
            .Affected("web-1-5", "rt-1-4", i => i with { Rpms = Shelf.Rpms(OldCurl) }).Plan().ShouldBeSound();

        plan.Parents().ShouldBe("web-1-5→rt-1-4");
        plan.LeftAlone().ShouldBe("db-2-7:NoKojiTask rt-1-4:NothingBuiltOnIt");
        plan.Of("web-1-5").Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void where_it_would_close_a_circle_the_parent_stays_as_it_is()
    {
        // rt 1-4 is made with web, and web on the rt before it.
        var plan = Disjoint.Affected("web-1-5", "rt-1-2", i => i with { Rpms = Shelf.Rpms(OldCurl) }).Image("rt-1-2", "base-8-10", i => i with { Rpms = [] })
            .Stages("rt-1-4", "web-1-5").Affected("rt-1-4", "base-8-10", i => i with { Rpms = Shelf.Rpms($"{Shelf.OldZlib} {OldCurl}") }).Stages("rt-1-4", "web-1-5").Plan().ShouldBeSound();

        plan.Levels().ShouldBe("base-8-10 web-1-5 | rt-1-4");
        plan.Parents().ShouldBe("rt-1-4→base-8-10! web-1-5→rt-1-2");
        plan.Of("web-1-5").Warnings.ShouldHaveSingleItem().Code.ShouldBe(ReasonCode.StageInCircle);
    }

    [Fact]
    public void what_an_earlier_rebuild_made_of_such_a_parent_is_built_upon() =>
        Disjoint.Plan(q => q with { Reuse = new Dictionary<string, string> { ["rt-1-4"] = "rt-1-4.1770000000" } }).ShouldBeSound()
            .Parents().ShouldBe("web-1-5→rt-1-4.1770000000");

    [Fact]
    public void a_parent_of_unknown_content_may_be_affected()
    {
        var plan = new Shelf().Chain("web-1-5*", "rt-1-4", "base-8-10").Image("rt-1-4", "base-8-10", i => i with { Rpms = null }).Plan().ShouldBeSound();

        plan.Levels().ShouldBe("base-8-10 | rt-1-4 | web-1-5");
        plan.Of("rt-1-4").Cause.ToString().ShouldBe("web-1-5 is built on it, and what it contains is not known, so it may contain what RHSA-2031:0042 fixes.");
        plan.Of("rt-1-4").Warnings.ShouldHaveSingleItem().Code.ShouldBe(ReasonCode.ContentUnknown);
    }

    [Fact]
    public void a_parent_that_the_catalogue_does_not_know_is_built_upon_with_a_warning()
    {
        var plan = new Shelf().Affected("web-1-5", "rt-1-4").Plan().ShouldBeSound();

        plan.Parents().ShouldBe("web-1-5→rt-1-4");
        plan.Of("web-1-5").Warnings.ShouldHaveSingleItem().ToString().ShouldBe("The image catalogue does not know rt-1-4; it is used as it is.");
    }

    [Fact]
    public void a_parent_whose_name_is_none_is_left_out_with_a_warning()
    {
        var plan = new Shelf().Affected("web-1-5", "no nvr").Plan().ShouldBeSound();

        plan.Of("web-1-5").Recipe().ParentNvr.ShouldBeNull();
        plan.Of("web-1-5").Warnings.ShouldHaveSingleItem().ToString().ShouldBe("It is said to be built on 'no nvr', which is not a name-version-release; that was left out.");
    }

    [Fact]
    public void the_name_of_a_parent_is_shown_without_what_would_break_a_line() =>
        new Shelf().Affected("web-1-5", "no\nnvr\u0007").Plan().ShouldBeSound().Of("web-1-5").Warnings.ShouldHaveSingleItem().Parameters["text"].ShouldBe("no nvr ");

    [Fact]
    public void what_the_catalogue_does_not_say_of_a_parent_Koji_says()
    {
        var plan = new Shelf().Affected("web-1-5").Koji("web-1-5", b => b with { ParentNvr = "rt-1-4" }).Image("rt-1-4").Plan().ShouldBeSound();

        plan.Parents().ShouldBe("web-1-5→rt-1-4!");
    }

    [Fact] // the same stage under two names would be rebuilt twice
    public void what_the_catalogue_says_of_the_final_stage_counts_more_than_what_Koji_says()
    {
        var plan = new Shelf().Affected("web-1-5", "rt-1-4").Koji("web-1-5", b => b with { ParentNvr = "old-1-1", StageParents = ["old-1-1", "rt-1-4"] })
            .Image("rt-1-4").Image("old-1-1").Plan().ShouldBeSound();

        plan.Levels().ShouldBe("rt-1-4 | web-1-5");
    }

    [Fact]
    public void all_stages_are_walked()
    {
        var plan = new Shelf().Chain("web-1-5*", "rt-1-4", "base-8-10").Image("go-1-20", "base-8-10").Image("node-18-1", "base-9-1").Image("base-9-1")
            .Stages("web-1-5", "go-1-20", "node-18-1", "rt-1-4").Plan().ShouldBeSound();

        plan.Levels().ShouldBe("base-8-10 base-9-1 | go-1-20 node-18-1 rt-1-4 | web-1-5");
        plan.Of("web-1-5").Parents.ShouldBe(["image/go-1-20", "image/node-18-1", "image/rt-1-4"]);
        plan.Of("web-1-5").Recipe().ParentNvr.ShouldBe("rt-1-4");
    }

    [Fact]
    public void an_image_with_stages_but_without_parent_waits_for_its_stages()
    {
        var plan = new Shelf().Affected("web-1-5").Stages("web-1-5", "go-1-20").Image("go-1-20").Plan().ShouldBeSound();

        plan.Of("web-1-5").Parents.ShouldBe(["image/go-1-20"]);
        plan.Of("web-1-5").Recipe().ParentNvr.ShouldBeNull();
        plan.Of("web-1-5").Recipe().ParentBuild.ShouldBeNull();
    }

    // ---- what cannot be built

    public static TheoryData<Func<ImageBuildRecord?, ImageBuildRecord?>, string> Unbuildable => new()
    {
        { _ => null, "Koji does not know it." },
        { b => new(b!.Nvr, 0) { Problem = "getBuild(rt-1-4): fault 1000: broken" }, "Koji cannot say what the build rt-1-4 is: getBuild(rt-1-4): fault 1000: broken" },
        { b => b! with { TaskId = null }, "Koji's build 7 of it has no task." },
        { b => b! with { Repository = null }, "Neither Koji's build 7 of it nor its task names a source that can be read." },
        { b => b! with { Revision = null }, "Its source in containers/rt is not a commit." },
        { b => b! with { Target = null }, "The task of Koji's build 7 of it names no build target." },
        { b => b! with { IsBaseImage = true }, "It is a base image, and no extra repository is configured for rt-1." },
    };

    [Theory]
    [MemberData(nameof(Unbuildable))]
    public void an_image_that_cannot_be_built_takes_along_what_is_built_on_it_and_nothing_else(Func<ImageBuildRecord?, ImageBuildRecord?> but, string why)
    {
        var shelf = new Shelf().Chain("web-1-5*", "mid-1-1", "rt-1-4", "base-8-10").Chain("db-2-7*", "py-3-1");
        if (but(shelf.Builds["rt-1-4"]) is { } build)
            shelf.Builds["rt-1-4"] = build;
        else
            shelf.Builds.Remove("rt-1-4");

        var plan = shelf.Plan().ShouldBeSound();
        plan.Levels().ShouldBe("py-3-1 | db-2-7");
        plan.WhyNot("rt-1-4").ToString().ShouldBe(why);
        plan.WhyNot("mid-1-1").ToString().ShouldBe("It is built on rt-1-4, which cannot be rebuilt.");
        plan.WhyNot("web-1-5").ToString().ShouldBe("It is built on mid-1-1, which cannot be rebuilt.");
        plan.WhyNot("base-8-10").ToString().ShouldBe("Nothing that is rebuilt is built on it any more.");
    }

    [Fact]
    public void a_stage_that_cannot_be_built_is_used_as_it_is()
    {
        var plan = new Shelf().Chain("web-1-5*", "rt-1-4").Image("go-1-20").Koji("go-1-20", b => b with { TaskId = null }).Stages("web-1-5", "go-1-20", "rt-1-4").Plan().ShouldBeSound();

        plan.Levels().ShouldBe("rt-1-4 | web-1-5");
        plan.Of("web-1-5").Warnings.ShouldHaveSingleItem().ToString().ShouldBe("One of its stages is built on go-1-20, which cannot be rebuilt; it is used as it is.");
        plan.LeftAlone().ShouldBe("go-1-20:NoKojiTask");
    }

    [Fact]
    public void a_base_image_with_an_extra_repository_is_built_with_it()
    {
        var plan = new Shelf().Affected("base-8-10").Koji("base-8-10", b => b with { IsBaseImage = true })
            .With(new() { ExtraRepositories = new Dictionary<string, string> { ["base-8"] = "https://example.com/base-8.repo" } }).Plan().ShouldBeSound();

        plan.Of("base-8-10").Recipe().ExtraRepositories.ShouldBe(["https://example.com/base-8.repo"]);
    }

    // ---- circles

    [Fact]
    public void a_circle_is_excluded_with_its_path_and_with_what_is_built_on_it()
    {
        var plan = new Shelf().Affected("web-1-5", "rt-1-4").Image("rt-1-4", "mid-1-1").Image("mid-1-1", "rt-1-4").Chain("db-2-7*", "base-8-10").Plan().ShouldBeSound();

        plan.Levels().ShouldBe("base-8-10 | db-2-7");
        plan.WhyNot("rt-1-4").ToString().ShouldBe("It cannot be put in an order; its parents form a circle: rt-1-4 → mid-1-1 → rt-1-4.");
        plan.WhyNot("mid-1-1").ToString().ShouldBe("It cannot be put in an order; its parents form a circle: mid-1-1 → rt-1-4 → mid-1-1.");
        plan.WhyNot("web-1-5").Code.ShouldBe(ReasonCode.ParentNotBuildable);
    }

    [Fact]
    public void an_image_that_is_its_own_parent_is_a_circle() =>
        new Shelf().Affected("web-1-5", "web-1-5").Plan().ShouldBeSound().LeftAlone().ShouldBe("web-1-5:DependencyCycle");

    [Fact]
    public void a_circle_of_ten_thousand_is_no_trouble()
    {
        var shelf = new Shelf();
        for (var i = 0; i < 10_000; i++)
            shelf.Affected($"i{i}-1-1", $"i{(i + 1) % 10_000}-1-1");

        var plan = shelf.Plan();
        plan.Exclusions.Count.ShouldBe(10_000);
        plan.WhyNot("i42-1-1").Parameters["path"].ShouldBe(
            "i42-1-1 → i43-1-1 → i44-1-1 → i45-1-1 → i46-1-1 → i47-1-1 → i48-1-1 → i49-1-1 → i50-1-1 → i51-1-1 → i52-1-1 → i53-1-1 → … 9988 more … → i42-1-1");
    }

    // ---- what an earlier rebuild built

    [Fact]
    public void what_the_continued_rebuild_built_is_not_built_again_but_built_upon()
    {
        var plan = new Shelf().Chain("web-1-5*", "rt-1-4*", "base-8-10").Chain("db-2-7*", "rt-1-4*", "base-8-10")
            .Plan(q => q with { Reuse = new Dictionary<string, string> { ["rt-1-4"] = "rt-1-4.1770000000", ["db-2-7"] = "db-2-7.1770000000" } }).ShouldBeSound();

        plan.Levels().ShouldBe("web-1-5");
        plan.Parents().ShouldBe("web-1-5→rt-1-4.1770000000");
        plan.LeftAlone().ShouldBe("base-8-10:NothingBuiltOnIt db-2-7:AlreadyRebuilt rt-1-4:AlreadyRebuilt");
    }

}
