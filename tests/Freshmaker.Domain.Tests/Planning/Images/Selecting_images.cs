using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Planning.Images;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Tests.Planning.Images;

/// <summary>behaviour.md R2 to R9.</summary>
public sealed class Selecting_images
{
    static readonly PlacedImage Place = new(Shelf.Registry, "r/web", Published: true, ["latest"]);

    [Fact]
    public void an_affected_image_is_rebuilt_and_says_why()
    {
        var build = new Shelf().Affected("web-1-5").Plan().ShouldBeSound().Builds.ShouldHaveSingleItem();

        build.Artifact.ShouldBe(Artifact.Image("web", "1"));
        build.Key.ShouldBe("image/web-1-5");
        build.Because.ShouldBe(RebuildReason.DirectlyAffected);
        build.Cause.ToString().ShouldBe("It contains zlib-1.2-3.el8; RHSA-2031:0042 has zlib-1.2-4.el8.");
        build.Warnings.ShouldBeEmpty();
        build.Recipe().MustContain.ShouldBe(["zlib-1.2-4.el8"]);
    }

    [Fact]
    public void an_image_of_unknown_content_is_rebuilt_and_says_so()
    {
        var build = new Shelf().Affected("web-1-5", but: i => i with { Rpms = null }).Plan().ShouldBeSound().Builds.ShouldHaveSingleItem();

        build.Cause.ToString().ShouldBe("What it contains is not known, so it may contain what RHSA-2031:0042 fixes.");
        build.Warnings.ShouldHaveSingleItem().Code.ShouldBe(ReasonCode.ContentUnknown);
    }

    public static TheoryData<string, Func<ImageRecord, ImageRecord>, string> LeftAlone => new()
    {
        { "already fixed", i => i with { Rpms = Shelf.Rpms("zlib-1.2-4.el8") }, "Its zlib is zlib-1.2-4.el8, which is not older than zlib-1.2-4.el8." },
        { "of another stream", i => i with { Rpms = Shelf.Rpms("zlib-1.2-3.el9") }, "Its zlib is zlib-1.2-3.el9; the fix is for other streams (el8)." },
        {
            "modular", i => i with { Rpms = Shelf.Rpms("zlib-1.2-3.module+el8.6.0+1+a") },
            "Its zlib is zlib-1.2-3.module+el8.6.0+1+a and the fix is zlib-1.2-4.el8; only one of the two is from a module."
        },
        { "without the RPM", i => i with { Rpms = Shelf.Rpms("curl-7-1.el8") }, "It contains none of the affected RPMs (zlib)." },
        { "empty", i => i with { Rpms = [] }, "It contains none of the affected RPMs (zlib)." },
        { "nowhere", i => i with { Places = [] }, "It is not published where images are rebuilt (it is in none)." },
        { "not published", i => i with { Places = [Place with { Published = false }] }, "It is not published where images are rebuilt (it is in r/web [not published there])." },
        { "elsewhere", i => i with { Places = [Place with { Repository = "elsewhere" }] }, "It is not published where images are rebuilt (it is in elsewhere [not a repository that counts])." },
        {
            "without tag", i => i with { Places = [Place with { Tags = ["1", "1-5"] }] },
            "It carries no tag that its owner wants rebuilt (in r/web it has 1, 1-5, wanted are latest)."
        },
        {
            "with the tag of another repository", i => i with { Places = [Place with { Tags = ["stable"] }, Place with { Repository = "r/tagged", Tags = ["latest"] }] },
            "It carries no tag that its owner wants rebuilt (in r/tagged it has latest, wanted are stable)."
        },
        { "of other content sets", i => i with { ContentSets = ["a", "b"] }, "Its content sets (a, b) are none of those of the fix (cs)." },
        { "of no content set", i => i with { ContentSets = [] }, "Its content sets (none) are none of those of the fix (cs)." },
        {
            "a hotfix", i => i with { Labels = new Dictionary<string, string> { ["com.redhat.hotfix"] = "yes" } }, "It is a hotfix (its label com.redhat.hotfix is 'yes')."
        },
    };

    [Theory]
    [MemberData(nameof(LeftAlone))]
    public void an_image_that_is_left_alone_says_why(string what, Func<ImageRecord, ImageRecord> but, string why)
    {
        var plan = new Shelf().Repository("r/web", ["latest"], "Generally Available").Repository("r/tagged", ["stable"], "Generally Available")
            .Affected("web-1-5", but: but).Plan().ShouldBeSound();

        plan.Builds.ShouldBeEmpty(what);
        var exclusion = plan.Exclusions.ShouldHaveSingleItem();
        exclusion.Nvr.ShouldBe("web-1-5");
        exclusion.Artifact.ShouldBe(Artifact.Image("web", "1"));
        exclusion.Reason.ToString().ShouldBe(why);
    }

    [Fact]
    public void a_registry_that_only_builds_use_does_not_count()
    {
        var shelf = new Shelf().Affected("web-1-5").With(new() { BuildRegistries = [Shelf.Registry] });

        shelf.Plan().ShouldBeSound().WhyNot("web-1-5").ToString().ShouldBe("It is not published where images are rebuilt (it is in r/web [a registry that only builds use]).");
        shelf.Affected("web-1-5", but: i => i with { Places = [Place, Place with { Registry = "other.example.com" }] }).Plan().ShouldBeSound().Levels().ShouldBe("web-1-5");
    }

    [Fact]
    public void an_image_that_was_rebuilt_before_is_skipped()
    {
        var skip = new Dictionary<string, string> { ["rt-1-4"] = "rt-1-4.1770000000" };
        var shelf = new Shelf().Chain("rt-1-4*", "base-8-10");

        shelf.Plan(q => q with { Skip = skip }).ShouldBeSound().WhyNot("rt-1-4").ToString().ShouldBe("It was rebuilt before, as rt-1-4.1770000000.");
        shelf.Plan(q => q with { Skip = skip, Leaves = ["rt-1-4"] }).ShouldBeSound().Levels().ShouldBe("base-8-10 | rt-1-4");
        // As parent of another it is rebuilt all the same, and there is no exclusion of it.
        var plan = shelf.Chain("web-1-5*", "rt-1-4*", "base-8-10").Plan(q => q with { Skip = skip }).ShouldBeSound();
        plan.Levels().ShouldBe("base-8-10 | rt-1-4 | web-1-5");
        plan.Of("rt-1-4").Because.ShouldBe(RebuildReason.Dependency);
    }

    [Fact]
    public void a_candidate_that_the_catalogue_lost_meanwhile_is_said()
    {
        var shelf = new Shelf().Affected("web-1-5");
        shelf.Images.Remove("web-1-5");

        shelf.Plan().ShouldBeSound().WhyNot("web-1-5").ToString().ShouldBe("The image catalogue does not know it.");
    }

    // ---- policy

    [Fact]
    public void a_denied_image_starts_nothing()
    {
        var plan = new Shelf().Chain("web-1-5*", "rt-1-4", "base-8-10").Plan(policy: new Deny("web")).ShouldBeSound();

        plan.Builds.ShouldBeEmpty();
        plan.LeftAlone().ShouldBe("web-1-5:DeniedByPolicy");
        plan.WhyNot("web-1-5").ToString().ShouldBe("Policy denied it: deny web decided for r/web, published.");
    }

    [Fact]
    public void a_denied_image_is_rebuilt_as_parent_of_others()
    {
        var plan = new Shelf().Chain("web-1-5*", "rt-1-4*", "base-8-10").Plan(policy: new Deny("rt")).ShouldBeSound();

        plan.Levels().ShouldBe("base-8-10 | rt-1-4 | web-1-5");
        plan.Of("rt-1-4").Because.ShouldBe(RebuildReason.Dependency);
        plan.Exclusions.ShouldBeEmpty();
    }

    // ---- named images

    [Fact]
    public void named_images_need_neither_tag_nor_publication()
    {
        var shelf = new Shelf().Affected("web-1-5", but: i => i with { Places = [] }).Affected("db-2-7");

        var plan = shelf.Plan(q => q with { Leaves = ["web-1-5"] }).ShouldBeSound();

        plan.Levels().ShouldBe("web-1-5"); // db is affected as well, but nobody named it
        plan.Exclusions.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("web-1-6", "The image catalogue does not know it.")]
    [InlineData("nonsense", "The requested image 'nonsense' is not a name-version-release and was left out.")]
    [InlineData("fixed-1-1", "Its zlib is zlib-1.2-4.el8, which is not older than zlib-1.2-4.el8.")]
    [InlineData("other-1-1", "Its content sets (other) are none of those of the fix (cs).")]
    [InlineData("without-1-1", "It contains none of the affected RPMs (zlib).")]
    [InlineData("hotfix-1-1", "It is a hotfix (its label com.redhat.hotfix is '').")]
    public void a_named_image_that_is_not_affected_says_why(string name, string why)
    {
        var plan = new Shelf().Image("fixed-1-1", but: i => i with { Rpms = Shelf.Rpms("zlib-1.2-4.el8") }).Image("other-1-1", but: i => i with { ContentSets = ["other"] })
            .Image("without-1-1", but: i => i with { Rpms = [] }).Image("hotfix-1-1", but: i => i with { Labels = new Dictionary<string, string> { ["com.redhat.hotfix"] = "" } })
            .Plan(q => q with { Leaves = [name, name] }).ShouldBeSound();

        plan.Builds.ShouldBeEmpty();
        plan.Exclusions.ShouldHaveSingleItem().Reason.ToString().ShouldBe(why);
    }

    // ---- unpublished images

    [Fact]
    public void without_publication_only_the_newest_build_of_a_version_counts()
    {
        static ImageRecord Unpublished(ImageRecord i) => i with { Places = [.. i.Places.Select(p => p with { Published = false })] };
        var plan = new Shelf().Affected("web-1-9", but: Unpublished).Affected("web-1-10", but: Unpublished).Affected("web-2-1", but: Unpublished)
            .Plan(q => q with { PublishedOnly = false }).ShouldBeSound();

        plan.Levels().ShouldBe("web-1-10 web-2-1");
        plan.WhyNot("web-1-9").ToString().ShouldBe("There is a newer build of it, web-1-10.");
    }

    sealed class Deny(string name) : IImagePolicy
    {
        public Reason? DeniesAll => null;
        public bool RequiresPublished => true;

        public Reason? Denies(ImageCandidate image) => image.Nvr.Name != name ? null : Reason.Of(
            ReasonCode.DeniedByPolicy, ("rule", $"deny {name}"), ("values", $"{image.PublishedRepository}, {(image.Published ? "published" : "unpublished")}"));
    }
}
