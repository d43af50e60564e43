using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Planning.Images;
using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Tests.Planning.Images;

/// <summary>behaviour.md §3.4, D18 and appendix A.4, whose vectors the first test has.</summary>
public sealed class Planning_requested_images
{
    [Theory]
    [InlineData("c-1-1 a-1-1", "c-1-1 b-1-1 a-1-1 base-1-1;a-1-1 base-1-1", "a-1-1 | b-1-1 | c-1-1")]
    [InlineData("b-1-1 d-1-1", "b-1-1 a-1-1 base-1-1;d-1-1 a-1-1 base-1-1", "b-1-1 d-1-1")]
    public void A4_images_between_requested_ones_are_rebuilt_and_no_others(string requested, string chains, string expected) =>
        Plan(Shelf(chains), requested).Levels().ShouldBe(expected);

    [Fact] // [x, a] of which only a was requested: x is not, so nothing that it leads to is rebuilt for it
    public void A4_what_was_not_requested_starts_nothing()
    {
        var plan = Plan(Shelf("x-1-1 a-1-1"), "a-1-1");

        plan.Levels().ShouldBe("a-1-1");
        plan.Builds.ShouldAllBe(b => b.Artifact.Name != "x");
    }

    [Fact]
    public void each_image_says_why_it_is_rebuilt()
    {
        var plan = Plan(Shelf("c-1-1 b-1-1 a-1-1 base-1-1"), "c-1-1 a-1-1");

        plan.Of("a-1-1").Cause.ToString().ShouldBe("dana requested a of branch main.");
        plan.Of("b-1-1").Cause.ToString().ShouldBe("It lies between images that were requested: c-1-1 is built on it.");
        plan.Builds.ShouldAllBe(b => b.Because == RebuildReason.Unknown);
        plan.WhyNot("base-1-1").Code.ShouldBe(ReasonCode.NotRequested);
        plan.Parents().ShouldBe("a-1-1→base-1-1 b-1-1→a-1-1! c-1-1→b-1-1!");
    }

    [Fact]
    public void stages_count_as_well() => Plan(Shelf("c-1-1 base-1-1;a-1-1 base-1-1").Stages("c-1-1", "b-1-1", "base-1-1").Image("b-1-1", "a-1-1"), "c-1-1 a-1-1")
        .Levels().ShouldBe("a-1-1 | b-1-1 | c-1-1");

    [Fact]
    public void an_older_build_of_a_requested_image_gives_way() => Plan(Shelf("c-1-1 a-1-1 base-1-1;a-1-2 base-1-1"), "c-1-1 a-1-2")
        .ShouldSatisfyAllConditions(p => p.Levels().ShouldBe("a-1-2 | c-1-1"), p => p.Parents().ShouldBe("a-1-2→base-1-1 c-1-1→a-1-2!"), p => p.WhyNot("a-1-1").Code.ShouldBe(ReasonCode.SupersededBy));

    [Fact]
    public void what_the_continued_rebuild_built_is_built_upon()
    {
        var plan = RequestedImagesPlanner.Plan(
            new(["c-1-1", "a-1-1"], "main", "dana") { Reuse = new Dictionary<string, string> { ["a-1-1"] = "a-1-1.1770000000" } }, Shelf("c-1-1 b-1-1 a-1-1 base-1-1").Snapshot).ShouldBeSound();

        plan.Levels().ShouldBe("b-1-1 | c-1-1");
        plan.Parents().ShouldBe("b-1-1→a-1-1.1770000000 c-1-1→b-1-1!");
        plan.WhyNot("a-1-1").ToString().ShouldBe("It was rebuilt before, as a-1-1.1770000000.");
    }

    [Fact]
    public void composes_of_the_originals_are_used_again()
    {
        var shelf = Shelf("a-1-1").Koji("a-1-1", b => b with { Composes = [11] });
        shelf.Composes[11] = new(11, Domain.Messages.ComposeState.Done, null, "pulp", "other", null);

        Plan(shelf, "a-1-1").Of("a-1-1").Prerequisites.ShouldBe([new EarlierCompose(11), new NewCompose(new(ComposeKind.Pulp, "cs") { Flags = ["use_only_compatible_arch"] })]);
    }

    [Fact]
    public void the_requested_target_is_used_also_where_Koji_names_none()
    {
        var shelf = Shelf("a-1-1").Koji("a-1-1", b => b with { Target = null });

        Plan(shelf, "a-1-1").LeftAlone().ShouldBe("a-1-1:NoBuildTarget");
        RequestedImagesPlanner.Plan(new(["a-1-1"], "main", "dana") { Target = "t-candidate" }, shelf.Snapshot).ShouldBeSound().Of("a-1-1").Recipe().Target.ShouldBe("t-candidate");
    }

    [Fact]
    public void what_cannot_be_used_is_said()
    {
        var plan = Plan(Shelf("c-1-1 a-1-1").Koji("a-1-1", b => b with { TaskId = null }), "c-1-1 a-1-1 ghost-1-1 nonsense");

        plan.Builds.ShouldBeEmpty();
        plan.LeftAlone().ShouldBe("a-1-1:NoKojiTask c-1-1:ParentNotBuildable ghost-1-1:NotInCatalogue nonsense:NotAnNvr");
    }

    [Fact]
    public void circles_are_excluded() => Plan(Shelf("c-1-1 a-1-1 c-1-1"), "c-1-1 a-1-1").LeftAlone().ShouldBe("a-1-1:DependencyCycle c-1-1:DependencyCycle");

    static Plan Plan(Shelf shelf, string requested) => RequestedImagesPlanner.Plan(new(requested.Split(' '), "main", "dana"), shelf.Snapshot).ShouldBeSound();

    static Shelf Shelf(string chains)
    {
        var shelf = new Shelf();
        foreach (var chain in chains.Split(';').Select(c => c.Split(' ')))
        {
            for (var i = 0; i < chain.Length; i++)
            {
                if (i + 1 < chain.Length || !shelf.Images.ContainsKey(chain[i]))
                    shelf.Image(chain[i], i + 1 < chain.Length ? chain[i + 1] : null);
            }
        }

        return shelf;
    }
}
