using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Planning.Images;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Tests.Planning.Images;

/// <summary>Images that contain the RPMs and that nobody would have looked at: docs/planning.md, "Left out".</summary>
public sealed class Explaining_what_is_left_out
{
    const string Categories = "Beta, Generally Available, Tech Preview";

    static readonly PlacedImage Unknown = In("elsewhere");
    static readonly PlacedImage Staging = In("o/staging");
    static readonly PlacedImage Unpublished = In("r/web") with { Published = false };
    static readonly PlacedImage Old = In("o/old");
    static readonly PlacedImage OptedOut = In("o/quiet");
    static readonly PlacedImage Untagged = In("r/web") with { Tags = ["1-5"] };

    public static TheoryData<string, Func<ImageRecord, ImageRecord>, string> LeftOut => new()
    {
        { "unpublished", i => i with { Places = [Unpublished] }, "It is not published where images are rebuilt (it is in r/web [not published there])." },
        { "of an unpublished repository", i => i with { Places = [Staging] }, "It is not published where images are rebuilt (it is in o/staging [a repository that is not published])." },
        { "in another category", i => i with { Places = [Old] }, $"The release categories of o/old (Deprecated, Sunset) are none of those that count ({Categories})." },
        { "opted out", i => i with { Places = [OptedOut] }, "It carries no tag that its owner wants rebuilt (in o/quiet it has latest, wanted are none)." },
        { "without tag", i => i with { Places = [Untagged] }, "It carries no tag that its owner wants rebuilt (in r/web it has 1-5, wanted are latest)." },
        { "of other content sets", i => i with { ContentSets = ["a", "b"] }, "Its content sets (a, b) are none of those of the fix (cs)." },
        { "of no content set", i => i with { ContentSets = [] }, "Its content sets (none) are none of those of the fix (cs)." },
    };

    [Theory]
    [MemberData(nameof(LeftOut))]
    public void a_bystander_says_why(string what, Func<ImageRecord, ImageRecord> but, string why)
    {
        var plan = World().Bystander("web-1-5", "r/web", but).Plan().ShouldBeSound();

        plan.Builds.ShouldBeEmpty(what);
        plan.Exclusions.ShouldHaveSingleItem().Nvr.ShouldBe("web-1-5");
        plan.WhyNot("web-1-5").ToString().ShouldBe(why);
    }

    [Fact]
    public void of_several_places_the_one_that_got_furthest_decides()
    {
        List<PlacedImage> places = [Unknown, Staging, Unpublished, Old, OptedOut];

        WhyOf([.. places, In("r/web")], i => i with { ContentSets = [] }).Code.ShouldBe(ReasonCode.ContentSetsDisjoint);
        WhyOf([Untagged, .. places]).Parameters["repository"].ShouldBe("o/quiet"); // by name, of two that got as far
        WhyOf(places).Code.ShouldBe(ReasonCode.NoAutoRebuildTag);
        places.Remove(OptedOut);
        WhyOf(places).Code.ShouldBe(ReasonCode.OtherReleaseCategory);
        places.Remove(Old);
        WhyOf(places).ToString().ShouldBe(
            "It is not published where images are rebuilt (it is in elsewhere [not a repository that counts], o/staging [a repository that is not published], r/web [not published there]).");

        static Reason WhyOf(IReadOnlyList<PlacedImage> places, Func<ImageRecord, ImageRecord>? but = null) =>
            World().Bystander("web-1-5", "r/web", i => (but?.Invoke(i) ?? i) with { Places = [.. places] }).Plan().ShouldBeSound().WhyNot("web-1-5");
    }

    [Fact]
    public void of_exceptions_and_where_unpublished_images_count_neither_publication_nor_category_does()
    {
        var world = World().Other("o/eus", published: false, tags: [], categories: ["Sunset"]).Bystander("web-1-5", "o/eus");

        world.Plan().WhyNot("web-1-5").Code.ShouldBe(ReasonCode.NotPublished);
        world.Plan(q => q with { PublishedOnly = false }).WhyNot("web-1-5").Code.ShouldBe(ReasonCode.NoAutoRebuildTag);
        world.With(new() { UnpublishedExceptions = [(Shelf.Registry, "o/eus")] }).Plan().WhyNot("web-1-5").Code.ShouldBe(ReasonCode.NoAutoRebuildTag);
    }

    [Fact]
    public void only_what_is_affected_for_certain_and_newest_of_its_version_was_considered()
    {
        var plan = World()
            .Bystander("web-1-9", "o/quiet").Bystander("web-1-10", "o/quiet").Bystander("web-2-1", "o/quiet")
            .Bystander("fixed-1-1", "o/quiet", i => i with { Rpms = Shelf.Rpms(Shelf.FixedZlib) })
            .Bystander("stream-1-1", "o/quiet", i => i with { Rpms = Shelf.Rpms("zlib-1.2-3.el9") })
            .Bystander("opaque-1-1", "o/quiet", i => i with { Rpms = null })
            // replaced by a build that has the fix, and by one that is rebuilt
            .Bystander("mended-1-4", "o/quiet").Bystander("mended-1-5", "o/quiet", i => i with { Rpms = Shelf.Rpms(Shelf.FixedZlib) })
            .Bystander("db-1-4", "o/quiet").Affected("db-1-5")
            .Plan().ShouldBeSound();

        plan.Levels().ShouldBe("db-1-5");
        plan.LeftAlone().ShouldBe("web-1-10:NoAutoRebuildTag web-2-1:NoAutoRebuildTag");
    }

    [Fact]
    public void a_bystander_that_no_rule_is_against_is_rebuilt_like_any_other()
    {
        var plan = World().Bystander("web-1-5", "r/web").Koji("web-1-5").Bystander("opaque-1-1", "r/web", i => i with { Rpms = null }).Koji("opaque-1-1")
            .Bystander("hot-1-1", "r/web", i => i with { Labels = new Dictionary<string, string> { [ImageSelection.HotfixLabel] = "yes" } }).Affected("db-1-5").Affected("zoo-1-1")
            .Plan().ShouldBeSound();

        plan.Levels().ShouldBe("db-1-5 opaque-1-1 web-1-5 zoo-1-1");
        plan.LeftAlone().ShouldBe("hot-1-1:HotfixImage");
        plan.Of("web-1-5").Because.ShouldBe(RebuildReason.DirectlyAffected);
    }

    [Fact]
    public void what_joins_is_sorted_among_the_candidates()
    {
        var world = World().Affected("db-1-5").Affected("zoo-1-1").Bystander("web-1-5", "r/web");

        var fix = new RpmFix(world.Question.Rpms);
        var selection = ImageSelection.Make(world.Question, world.Snapshot, fix, new Shelf.AllowAll());

        selection.Images.Select(i => i.Nvr).ShouldBe(["db-1-5", "web-1-5", "zoo-1-1"]);
        selection.Joining.ShouldHaveSingleItem().Nvr.ShouldBe(Nvr.Parse("web-1-5"));
    }

    [Fact]
    public void a_bystander_that_is_rebuilt_as_parent_is_not_left_alone() =>
        World().Chain("web-1-5*", "tools-1-1").Bystander("tools-1-1", "o/staging").Plan().ShouldBeSound().LeftAlone().ShouldBeEmpty();

    [Fact]
    public void what_is_said_of_a_parent_goes_before_what_is_said_of_a_bystander()
    {
        var world = World().Chain("web-1-5*", "rt-1-4", "base-8-10").PublishedBuild("rt-1-9");

        world.Plan().WhyNot("rt-1-4").Code.ShouldBe(ReasonCode.FixIsPublished);
        world.Bystander("rt-1-4", "o/staging").Plan().ShouldBeSound().WhyNot("rt-1-4").Code.ShouldBe(ReasonCode.FixIsPublished);
    }

    [Fact]
    public void named_images_have_no_bystanders()
    {
        var plan = World().Affected("db-1-5").Bystander("web-1-5", "o/quiet").Plan(q => q with { Leaves = ["db-1-5"] }).ShouldBeSound();

        plan.Levels().ShouldBe("db-1-5");
        plan.Exclusions.ShouldBeEmpty();
    }

    static Shelf World() => new Shelf().Repository("r/web", ["latest"], "Generally Available")
        .Other("o/staging", published: false).Other("o/old", categories: ["Sunset", "Deprecated"]).Other("o/quiet", tags: []);

    static PlacedImage In(string repository) => new(Shelf.Registry, repository, Published: true, ["latest"]);
}
