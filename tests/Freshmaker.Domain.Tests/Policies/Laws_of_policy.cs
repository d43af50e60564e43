using System.Text.Json;
using System.Text.RegularExpressions;
using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Policies;
using Freshmaker.Domain.Tests.Rebuilds;
using FsCheck;
using FsCheck.Fluent;

namespace Freshmaker.Domain.Tests.Policies;

/// <summary>What holds for all rules and facts.</summary>
public sealed class Laws_of_policy
{
    [Fact]
    public void block_wins() => ForAll(choices =>
    {
        var (allow, block, facts) = (RandomRules.List(choices), RandomRules.List(choices), RandomRules.Facts(choices));

        if (Decide(block, "", facts) == PolicyVerdict.Allowed)
            Decide(allow, block, facts).ShouldBe(PolicyVerdict.Denied);
    });

    [Fact]
    public void nothing_is_allowed_without_an_allow_rule_that_matches() => ForAll(choices =>
    {
        var (allow, block, facts) = (RandomRules.List(choices), RandomRules.List(choices), RandomRules.Facts(choices));

        (Decide(allow, block, facts) <= Decide(allow, "", facts)).ShouldBeTrue();
    });

    [Fact]
    public void a_further_allow_rule_never_denies_and_a_further_block_rule_never_allows() => ForAll(choices =>
    {
        var (allow, block, further, facts) = (RandomRules.List(choices), RandomRules.List(choices), RandomRules.Rule(choices), RandomRules.Facts(choices));
        var before = Decide(allow, block, facts);

        (Decide($"{allow},{further}", block, facts) >= before).ShouldBeTrue();
        (Decide(allow, $"{block},{further}", facts) <= before).ShouldBeTrue();
    });

    [Fact]
    public void the_order_of_rules_does_not_matter() => ForAll(choices =>
    {
        var (allow, block, facts) = (RandomRules.Rules(choices), RandomRules.Rules(choices), RandomRules.Facts(choices));

        Decide(string.Join(',', allow), string.Join(',', block), facts)
            .ShouldBe(Decide(string.Join(',', allow.AsEnumerable().Reverse()), string.Join(',', block.AsEnumerable().Reverse()), facts));
    });

    [Fact]
    public void what_is_decided_early_stays_so() => ForAll(choices =>
    {
        var (allow, block, facts) = (RandomRules.List(choices), RandomRules.List(choices), RandomRules.Facts(choices));
        var hidden = PolicyCriteria.All.Where(_ => choices.Of(2) == 0);
        var early = Decide(allow, block, RandomRules.Hide(facts, [.. hidden]));

        if (early != PolicyVerdict.Undecided)
            Decide(allow, block, facts).ShouldBe(early);
    });

    [Fact]
    public void what_is_known_is_always_decided() => ForAll(choices =>
        Decide(RandomRules.List(choices), RandomRules.List(choices), RandomRules.Facts(choices)).ShouldNotBe(PolicyVerdict.Undecided));

    [Fact]
    public void the_deciding_rule_alone_decides_the_same() => ForAll(choices =>
    {
        var (allow, facts) = (RandomRules.Rules(choices), RandomRules.Facts(choices));
        var decision = Rules.Of(string.Join(',', allow), "").Decide("H", ArtifactKind.Image, facts.Policy);
        if (!decision.Allowed)
            return;

        var at = allow[int.Parse(decision.Rule.Split(':')[1])];
        Decide(at, "", facts).ShouldBe(PolicyVerdict.Allowed);
        decision.Values.Select(v => v.Key).ShouldBeSubsetOf(PolicyCriteria.All.Where(c => at.Contains($"\"{c.Name}\"", StringComparison.Ordinal)).Select(c => c.Name));
    });

    [Fact]
    public void compatible_mode_decides_as_the_description_of_the_existing_system() => ForAll(choices =>
    {
        var (allow, block, facts) = (RandomRules.CompatibleRule(choices), RandomRules.CompatibleRule(choices), RandomRules.Facts(choices, compatible: true));

        Rules.Of(Rules.OnImages(allow, block, "compatible")).Decide("H", ArtifactKind.Image, facts.Policy).Allowed
            .ShouldBe(ExistingSystem.Allows(Some.Json(allow), facts.Values) && !ExistingSystem.Allows(Some.Json(block), facts.Values), $"{allow} {block}");
    });

    [Fact] // else the laws above would hold of nothing
    public void every_answer_is_given()
    {
        var random = new Random(20310504); // the same ones every time
        var seen = new HashSet<PolicyVerdict>();
        var compatible = new HashSet<bool>();
        for (var i = 0; i < 300; i++)
        {
            var bytes = new byte[i % 80];
            random.NextBytes(bytes);
            var choices = new Choices(bytes);
            seen.Add(Decide(RandomRules.List(choices), RandomRules.List(choices), RandomRules.Hide(RandomRules.Facts(choices), [PolicyCriteria.ImageName])));
            compatible.Add(ExistingSystem.Allows(Some.Json(RandomRules.CompatibleRule(choices)), RandomRules.Facts(choices, compatible: true).Values));
        }

        seen.Count.ShouldBe(3);
        compatible.Count.ShouldBe(2);
    }

    [Fact] // plain texts are compared, not run: the result is the same
    public void a_pattern_matches_as_its_expression_does() => ForAll(choices =>
    {
        string[] pieces = ["a", "b", "ab", "-", ".", ".*", "*", "?", "+", "{2}", "$", "^", "|", @"\.", @"\-", @"\w", "(a)", "[ab]", "(?i)", @"\\", "\n"];
        string[] letters = ["a", "b", "A", "-", ".", "\\", "\n", "aa"];
        var pattern = string.Concat(Enumerable.Range(0, 1 + choices.Of(5)).Select(_ => choices.From(pieces)));
        var value = string.Concat(Enumerable.Range(0, choices.Of(5)).Select(_ => choices.From(letters)));
        var (policy, errors) = Rules.Parse($$"""{"allow":[{"name":{{JsonSerializer.Serialize(pattern)}}}]}""");
        if (errors.Count > 0)
            return;

        policy.Decide("H", ArtifactKind.Module, PolicyFacts.None.With(PolicyCriteria.Name, value)).Allowed
            .ShouldBe(Regex.IsMatch(value, $@"\A(?:{pattern})", RegexOptions.CultureInvariant), $"{pattern} on {value}");
    });

    [Fact] // values that were seen are kept, within bounds; forgetting them changes nothing
    public void ten_thousand_values_are_decided_as_one_is()
    {
        var policy = Rules.Of(string.Join(',', Enumerable.Range(0, 200).Select(i => $$"""{"name":"image-{{i}}[0-9]7$"}""")), "");

        foreach (var round in Enumerable.Range(0, 2))
        {
            for (var i = 0; i < 10_000; i++)
                policy.Decide(Artifact.Image($"image-{i}", "1")).Allowed.ShouldBe(i % 10 == 7 && i / 100 < 200 && i >= 100 && i < 10_000, $"{i} in round {round}");
        }
    }

    [Fact] // expressions are tried together before each alone: together they find the same
    public void of_many_expressions_those_match_that_would_alone() => ForAll(choices =>
    {
        string[] pieces = ["a", "b", "[ab]", ".*", "(a|b)", "b?", "(?i)", "^", "$"];
        var patterns = Enumerable.Range(0, 2 + choices.Of(40)).Select(_ => $"{choices.From(pieces)}{choices.From(pieces)}[abAB]").Distinct().ToList();
        var value = string.Concat(Enumerable.Range(0, 1 + choices.Of(3)).Select(_ => choices.From<string>(["a", "b", "A"])));
        var policy = Rules.Of(string.Join(',', patterns.Select(p => $$"""{"name":{{JsonSerializer.Serialize(p)}}}""")), "");

        var expected = patterns.FindIndex(p => Regex.IsMatch(value, $@"\A(?:{p})"));
        policy.Decide(Artifact.Module(value, "1")).Rule.ShouldBe(expected < 0 ? "allow (no match)" : $"allow:{expected}");
    });

    [Fact]
    public void expressions_that_are_too_large_together_are_tried_alone()
    {
        var policy = Rules.Of(string.Join(',', Enumerable.Range(0, 32).Select(i => "{\"name\":\"[ab]{800}" + i + "$\"}")), "");

        policy.Decide(Artifact.Module($"{new string('a', 800)}17", "1")).Rule.ShouldBe("allow:17");
        policy.Decide(Artifact.Module($"{new string('a', 800)}32", "1")).Denied.ShouldBeTrue();
    }

    [Fact]
    public void many_can_ask_at_once()
    {
        var policy = Rules.Of(string.Join(',', Enumerable.Range(0, 200).Select(i => $$"""{"name":"image-{{i}}$"}""")), "");

        Parallel.For(0, 40_000, i => policy.Decide(Artifact.Image($"image-{i % 9000}", "1")).Allowed.ShouldBe(i % 9000 < 200));
    }

    static PolicyVerdict Decide(string allow, string block, RandomFacts facts) => Rules.Of(allow, block).Decide("H", ArtifactKind.Image, facts.Policy).Verdict;

    static void ForAll(Action<Choices> law) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(200).WithEndSize(80), Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => law(new(bytes))));
}
