using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Policies;

namespace Freshmaker.Domain.Tests.Policies;

/// <summary>Policy is asked of an advisory before its images are known, and again of each image (behaviour.md §9.1, last point): users need not know.</summary>
public sealed class Deciding_in_steps
{
    const string Security = """{"advisory_name":"RHSA"}""";

    [Fact] // the existing system blocks the whole advisory
    public void a_block_rule_on_advisory_and_image_blocks_that_image_alone()
    {
        var policy = Rules.Of(Rules.OnImages(Security, """{"advisory_name":"RHSA","image_name":"db"}"""));

        Decide(policy, Advisories.A).ShouldBe("Undecided by block:global:image");
        Decide(policy, Advisories.Image("web-container-1-5")).ShouldBe("Allowed by allow:global:image");
        Decide(policy, Advisories.Image("db-container-1-5")).ShouldBe("Denied by block:global:image");
    }

    [Fact] // the existing system allows nothing
    public void conditions_on_advisory_and_image_can_be_split_over_all()
    {
        var policy = Rules.Of(Rules.OnImages("""{"all":[{"advisory_name":"RHSA"},{"any":[{"image_name":"web"},{"image_name":"rt"}]}]}"""));

        Decide(policy, Advisories.A).ShouldBe("Undecided by allow:global:image:all");
        Decide(policy, Advisories.Image("rt-container-1-5")).ShouldBe("Allowed by allow:global:image:all");
        Decide(policy, Advisories.Image("db-container-1-5")).ShouldBe("Denied by allow:global:image:all (no match)");
    }

    [Fact]
    public void what_the_advisory_alone_decides_is_decided_at_once()
    {
        var policy = Rules.Of(Rules.OnImages(
            """{"any":[{"advisory_name":"RHBA","image_name":"web"},{"all":[{"advisory_state":"QE"},{"image_name":"web"}]}]}""", """{"advisory_name":"RHBA","image_name":"x"}"""));

        Decide(policy, Advisories.A).ShouldBe("Denied by allow:global:image:any (no match)");
    }

    [Fact]
    public void a_block_rule_that_matches_already_needs_no_images() =>
        Decide(Rules.Of(Rules.OnImages("""{"image_name":"web"}""", """{"any":[{"image_name":"x"},{"advisory_name":"RHSA"}]}""")), Advisories.A)
            .ShouldBe("Denied by block:global:image:any:1");

    [Fact]
    public void an_allow_rule_that_matches_already_wins_over_one_that_may() =>
        Decide(Rules.Of(Rules.OnImages("""{"any":[{"image_name":"web"},{"advisory_name":"RHSA"}]}""")), Advisories.A).ShouldBe("Allowed by allow:global:image:any:1");

    [Fact]
    public void what_does_not_apply_never_matches()
    {
        var pushed = PolicyFacts.None.With(Artifact.Image("web", "f41"));

        Decide(Rules.Of(Rules.OnImages(Security)), pushed).ShouldBe("Denied by allow:global:image (no match)");
        Decide(Rules.Of(Rules.OnImages("""{"name":"web"}""", """{"advisory_name":"RHSA","name":"web"}""")), pushed).ShouldBe("Allowed by allow:global:image");
        Decide(Rules.Of(Rules.OnImages("""{"image_published_repo":".*"}""")), Advisories.Image("web-container-1-5")).ShouldBe("Denied by allow:global:image (no match)");
    }

    [Fact]
    public void of_several_repositories_any_may_match()
    {
        var policy = Rules.Of(Rules.OnImages("""{"image_published_repo":"acme/db"}"""));

        Decide(policy, Advisories.Image("web-container-1-5", "acme/web", "acme/db")).ShouldStartWith("Allowed");
        Decide(policy, Advisories.Image("web-container-1-5", "acme/web", "acme/rt")).ShouldStartWith("Denied");
    }

    [Theory]
    [InlineData("""{"advisory_name":"RHSA"}""", true)]
    [InlineData("""{"advisory_name":"RHSA","published":false}""", false)]
    [InlineData("""{"advisory_name":"RHSA","published":true}""", true)]
    [InlineData("""{"advisory_name":"RHSA","published":[true,false]}""", true)]
    [InlineData("""{"any":[{"advisory_security_impact":"critical"},{"advisory_name":"RHSA","published":false}]}""", false)]
    [InlineData("""{"any":[{"image_name":"web"},{"advisory_name":"RHSA","published":false}]}""", true)] // the first may still match
    public void unpublished_images_are_looked_for_when_no_rule_takes_published_ones(string allow, bool publishedOnly)
    {
        Rules.Of(Rules.OnImages(allow)).PublishedOnly("H", Advisories.A).ShouldBe(publishedOnly);
        if (!allow.Contains("image_name", StringComparison.Ordinal)) // there a rule on images and advisory is the same as one on the advisory
            Rules.Of(Rules.OnImages(allow, mode: "compatible")).PublishedOnly("H", Advisories.A).ShouldBe(publishedOnly);
    }

    [Fact] // else the rule that turns the filter off would deny every image it was made for
    public void a_rule_that_wants_unpublished_images_takes_the_images_that_are_then_found()
    {
        var policy = Rules.Of(Rules.OnImages("""{"advisory_name":"RHSA","published":false}"""));

        Decide(policy, Advisories.A).ShouldStartWith("Undecided");
        Decide(policy, Advisories.I.With(PolicyCriteria.Published, policy.PublishedOnly("H", Advisories.A))).ShouldStartWith("Allowed");
    }

    static string Decide(Policy policy, PolicyFacts facts)
    {
        var decision = policy.Decide("H", ArtifactKind.Image, facts);
        return $"{decision.Verdict} by {decision.Rule}";
    }
}
