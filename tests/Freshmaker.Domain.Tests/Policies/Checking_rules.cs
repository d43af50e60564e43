using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Policies;

namespace Freshmaker.Domain.Tests.Policies;

public sealed class Checking_rules
{
    [Fact]
    public void an_unknown_criterion_is_named_with_its_path() => Errors(Rules.Rule("Freshmaker:Policy:allow:0", ("colour", "red"), ("name", "web")))
        .ShouldBe(["Freshmaker:Policy:allow:0:colour is not a criterion; known are handler, kind, name, branch"]);

    [Fact]
    public void an_empty_rule_would_match_everything() => Errors(new PolicyRuleText("allow:3", []))
        .ShouldBe(["allow:3 must name at least one of handler, kind, name, branch (an empty rule would match everything)"]);

    [Fact]
    public void a_criterion_needs_a_pattern()
    {
        Errors(Rules.Rule("allow:0", ("name", []))).ShouldBe(["allow:0:name must have at least one pattern"]);
        Errors(Rules.Rule("allow:0", ("name", ""))).ShouldBe(["allow:0:name must have 1 to 1000 characters"]);
    }

    [Fact]
    public void a_pattern_must_not_be_too_long()
    {
        Errors(Rules.Rule("allow:0", ("name", new string('x', 1000)))).ShouldBeEmpty();
        Errors(Rules.Rule("allow:0", ("name", new string('x', 1001)))).ShouldBe(["allow:0:name must have 1 to 1000 characters"]);
    }

    [Theory]
    [InlineData("web(")]
    [InlineData("[")]
    [InlineData("*")]
    [InlineData("(?<!x)web")] // look-around
    [InlineData("web(?=stack)")]
    [InlineData(@"(a)\1")] // back reference
    [InlineData("(a{1000}){1000}")] // would be huge
    [InlineData("x)|(?:stack")] // no expression by itself: its parenthesis would end the anchored group
    public void a_pattern_that_cannot_be_used_is_named_with_its_path(string pattern) =>
        Errors(Rules.Rule("allow:0", ("name", pattern))).ShouldHaveSingleItem().ShouldStartWith("allow:0:name is not a usable regular expression: ");

    [Fact]
    public void everything_wrong_is_reported_at_once()
    {
        var (_, errors) = PolicyParser.Parse([Rules.Rule("allow:0", ("colour", "red")), Rules.Rule("allow:1", ("name", ["[", "web", "("]))], [new("block:0", [])]);

        errors.Select(e => e.Split(' ')[0]).ShouldBe(["allow:0:colour", "allow:1:name", "allow:1:name", "block:0"]);
    }

    [Fact]
    public void rules_with_an_error_allow_nothing()
    {
        var (policy, errors) = PolicyParser.Parse([Rules.Rule("allow:0", ("colour", "red")), Rules.Rule("allow:1", ("name", ".*"))], []);

        errors.ShouldNotBeEmpty();
        policy.Decide("H", Artifact.Module("web", "1")).Allowed.ShouldBeFalse();
    }

    static IReadOnlyList<string> Errors(PolicyRuleText rule) => PolicyParser.Parse([rule], []).Errors;
}
