using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Policies;

namespace Freshmaker.Domain.Tests.Policies;

public sealed class Deciding_by_policy
{
    static readonly Artifact Webstack = Artifact.Module("webstack", "4");

    [Fact]
    public void nothing_is_allowed_until_configured()
    {
        Policy.DenyAll.Decide("H", Webstack).ShouldBe(new PolicyDecision(false, "no allow rule (none is configured)"));
        Rules.Of().Decide("H", Webstack).ShouldBe(new PolicyDecision(false, "no allow rule (none is configured)"));
    }

    [Fact]
    public void a_rule_that_matches_allows_and_is_named() =>
        Rules.Of(allow: [Rules.Rule("allow:0", ("name", "other")), Rules.Rule("allow:1", ("name", "webstack"))]).Decide("H", Webstack)
            .ShouldBe(new PolicyDecision(true, "allow:1"));

    [Fact]
    public void without_a_rule_that_matches_it_is_denied() =>
        Rules.Of(allow: [Rules.Rule("allow:0", ("name", "other"))]).Decide("H", Webstack).ShouldBe(new PolicyDecision(false, "no allow rule that matches"));

    [Fact]
    public void a_block_rule_wins_and_is_named() =>
        Rules.Of([Rules.Rule("allow:0", ("name", ".*"))], [Rules.Rule("block:0", ("name", "x")), Rules.Rule("block:1", ("branch", "4"))]).Decide("H", Webstack)
            .ShouldBe(new PolicyDecision(false, "block:1"));

    [Fact]
    public void a_block_rule_alone_allows_nothing() => Allows(Rules.Of(block: [Rules.Rule("block:0", ("name", "x"))])).ShouldBeFalse();

    [Theory]
    [InlineData("web", true)] // anchored at the start
    [InlineData("webstack", true)]
    [InlineData("webstack-more", false)]
    [InlineData("stack", false)] // only there
    [InlineData("web$", false)]
    [InlineData("webstack$", true)]
    [InlineData(".*stack", true)]
    [InlineData("WEB", false)]
    [InlineData("(?i)WEB", true)]
    [InlineData("x|web", true)]
    [InlineData("x|stack", false)] // the anchor holds for every alternative
    [InlineData("^web", true)]
    [InlineData("w.b", true)]
    public void patterns_are_regular_expressions_anchored_at_the_start(string pattern, bool allowed) =>
        Allows(Rules.Of(allow: [Rules.Rule("allow:0", ("name", pattern))])).ShouldBe(allowed);

    [Theory]
    [InlineData("handler", "H", true)]
    [InlineData("handler", "Other", false)]
    [InlineData("kind", "module", true)]
    [InlineData("kind", "Module", false)]
    [InlineData("kind", "image", false)]
    [InlineData("name", "webstack", true)]
    [InlineData("branch", "4", true)]
    [InlineData("branch", "5", false)]
    public void an_artifact_answers_each_criterion(string criterion, string pattern, bool allowed) =>
        Allows(Rules.Of(allow: [Rules.Rule("allow:0", (criterion, pattern))])).ShouldBe(allowed);

    [Theory]
    [InlineData("webstack", "4", true)]
    [InlineData("webstack", "5", false)]
    [InlineData("other", "4", false)]
    public void every_criterion_of_a_rule_must_match(string name, string branch, bool allowed) =>
        Allows(Rules.Of(allow: [Rules.Rule("allow:0", ("name", name), ("branch", branch))])).ShouldBe(allowed);

    [Fact]
    public void any_pattern_of_a_criterion_will_do()
    {
        Allows(Rules.Of(allow: [Rules.Rule("allow:0", ("name", ["x", "web"]))])).ShouldBeTrue();
        Allows(Rules.Of(allow: [Rules.Rule("allow:0", ("name", ["x", "y"]))])).ShouldBeFalse();
    }

    [Fact] // time is linear: with a backtracking engine this would take longer than the universe has
    public void no_rule_can_stall_planning() =>
        Rules.Of(allow: [Rules.Rule("allow:0", ("name", "(a+)+$"))]).Decide("H", Artifact.Module(new string('a', 250) + "!", "4")).Allowed.ShouldBeFalse();

    static bool Allows(Policy policy) => policy.Decide("H", Webstack).Allowed;
}
