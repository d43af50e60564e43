using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Rebuilds;

namespace Freshmaker.Domain.Tests.Rebuilds;

/// <summary>behaviour.md §4.5, Appendix A.5 and D15.</summary>
public sealed class Giving_releases
{
    static readonly DateTimeOffset Then = DateTimeOffset.FromUnixTimeSeconds(1770000000);

    [Theory] // A.5
    [InlineData("web-1-5", "", "web-1-5.1770000000")]
    [InlineData("web-1-5.1760000000", "", "web-1-5.1770000000")]
    [InlineData("base-8.10-1054.el8", "", "base-8.10-1054.1770000000")]
    [InlineData("web-1-5", ".dev", "web-1-5.1770000000.dev")]
    [InlineData("web-1-5.1760000000.dev", ".dev", "web-1-5.1770000000.dev")]
    [InlineData("my-web-console-1.2.3-5.el9", "", "my-web-console-1.2.3-5.1770000000")]
    public void of_rebuilds(string original, string suffix, string expected) =>
        Releases.Next(Nvr.Parse(original), Then, suffix, _ => false).ToString().ShouldBe(expected);

    [Fact]
    public void a_part_of_a_second_does_not_count() =>
        Releases.Next(Nvr.Parse("web-1-5"), Then.AddMilliseconds(999), "", _ => false).ToString().ShouldBe("web-1-5.1770000000");

    [Theory]
    [InlineData("web-1-5.1770000000", 1770000000L)]
    [InlineData("my-web-console-1.2.3-5.1770000000.dev", 1770000000L)]
    [InlineData("web-1-5.1770000000.1", 1770000000L)]
    [InlineData("web-1-5", null)]
    [InlineData("base-8.10-1054.el8", null)]
    [InlineData("web-1-5.12", null)]
    [InlineData("web-1-5.20260301120000", null)] // the version of a module
    [InlineData("web-1-5.99999999999999999999", null)]
    public void say_when_they_were_given(string nvr, long? second) =>
        Releases.GivenAt(Nvr.Parse(nvr)).ShouldBe(second is { } given ? DateTimeOffset.FromUnixTimeSeconds(given) : null);

    [Fact] // D15
    public void a_second_that_is_taken_is_not_given_again() => Releases
        .Next(Nvr.Parse("web-1-5"), Then, ".dev", nvr => nvr is "web-1-5.1770000000.dev" or "web-1-5.1770000001.dev").ToString().ShouldBe("web-1-5.1770000002.dev");

    [Fact] // several builds of one name and version can be replaced; their releases begin alike
    public void builds_that_start_together_do_not_share_one() => NvrsOf(Spec.PlannedAt(
            new(Then), Replacing("web-1-5"), Replacing("web-1-5.1760000000"), Replacing("web-1-5.el8"), Replacing("web-1-6")))
        .ShouldBe(["web-1-5.1770000000", "web-1-5.1770000001", "web-1-5.1770000002", "web-1-6.1770000000"], ignoreOrder: true);

    [Fact]
    public void attempts_within_a_second_do_not_share_one()
    {
        var started = Spec.PlannedAt(new Moment(Then) { Builds = new(3, TimeSpan.Zero, TimeSpan.Zero) }, Replacing("web-1-5")).Tasked("web", 1);

        var again = started.When(r => r.RecordTask(Some.ImageKey("web"), Some.Task(1, Domain.Messages.TaskState.Failed)))
            .ThenInShort("BuildRetryPlanned web", "BuildStarting web").After;

        again.Image("web").Nvr.ShouldBe("web-1-5.1770000001");
    }

    [Fact]
    public void a_clock_that_goes_back_gives_none_again()
    {
        var started = Spec.PlannedAt(new Moment(Then) { Builds = new(3, TimeSpan.Zero, TimeSpan.Zero) }, Replacing("web-1-5")).Tasked("web", 1);

        var again = started.Later(TimeSpan.FromSeconds(-1)).When(r => r.RecordTask(Some.ImageKey("web"), Some.Task(1, Domain.Messages.TaskState.Failed))).After.Tasked("web", 2);
        again.Image("web").Nvr.ShouldBe("web-1-5.1769999999");
        again.When(r => r.RecordTask(Some.ImageKey("web"), Some.Task(2, Domain.Messages.TaskState.Failed))).After.Image("web").Nvr.ShouldBe("web-1-5.1770000001");
    }

    [Fact]
    public void an_image_that_replaces_none_leaves_it_to_Koji()
    {
        var image = Some.Image("web") with { Recipe = (ImageRecipe)Some.Image("web").Recipe with { OriginalNvr = null } };

        var begun = Spec.PlannedAt(new(Then), image);

        begun.Builds[image.Key].Nvr.ShouldBeNull();
        begun.ShouldOwe(new SubmitImageBuild(Spec.Id, "image/web/1", 1, null, 1, null));
    }

    [Fact] // it threw when the build was to begin: the rebuild hung
    public void an_original_without_the_three_parts_is_left_alone_with_what_needs_it()
    {
        var image = Some.Image("web") with { Recipe = (ImageRecipe)Some.Image("web").Recipe with { OriginalNvr = "nodashes" } };
        var child = Some.Image("shop") with { Parents = [image.Key] };

        Spec.Opened("H").When(r => r.RecordPlan("H", new([image, child, Some.Image("db")], []), Some.AllowAll, Some.NothingVisited))
            .ThenInShort("ArtifactPlanned db", "ArtifactExcluded web", "ArtifactExcluded shop", "HandlerCompleted", "PlanCompleted", "BuildStarting db")
            .Events.OfType<ArtifactExcluded>().First().Reason.ToString().ShouldBe("Its NVR must have a name, a version and a release (it is 'nodashes').");
    }

    static PlannedBuild Replacing(string nvr) =>
        Some.Image("web") with { Artifact = Artifact.Image(Nvr.Parse(nvr)), Recipe = (ImageRecipe)Some.Image("web").Recipe with { OriginalNvr = nvr } };

    static IEnumerable<string?> NvrsOf(Rebuild r) => r.Builds.Values.Select(b => b.Nvr);
}
