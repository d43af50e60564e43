using Freshmaker.Domain.Policies;
using Freshmaker.Domain.Tests.Rebuilds;

namespace Freshmaker.Domain.Tests.Policies;

/// <summary>Facts for the policy, and the same for an oracle.</summary>
sealed record RandomFacts(PolicyFacts Policy, IReadOnlyDictionary<PolicyCriterion, string> Values);

/// <summary>Rules and facts over few criteria and few values, so that they meet.</summary>
static class RandomRules
{
    static readonly PolicyCriterion[] Texts = [PolicyCriteria.AdvisoryName, PolicyCriteria.AdvisoryState, PolicyCriteria.ImageName, PolicyCriteria.ImageVersion];
    static readonly PolicyCriterion[] Flags = [PolicyCriteria.Manual, PolicyCriteria.DryRun];
    static readonly string[] Patterns = ["a", "b", "ab", "a$", ".*b", "[ab]b", "c"];
    static readonly string[] Given = ["a", "ab", "b", "bb", "cab"];

    public static string List(Choices choices) => string.Join(',', Rules(choices));

    public static List<string> Rules(Choices choices) => [.. Enumerable.Range(0, 1 + choices.Of(3)).Select(_ => Rule(choices))];

    public static string Rule(Choices choices, int depth = 0) => choices.Of(depth < 3 ? 4 : 2) switch
    {
        2 => $$"""{"any":[{{string.Join(',', Enumerable.Range(0, 1 + choices.Of(3)).Select(_ => Rule(choices, depth + 1)))}}]}""",
        3 => $$"""{"all":[{{string.Join(',', Enumerable.Range(0, 1 + choices.Of(3)).Select(_ => Rule(choices, depth + 1)))}}]}""",
        _ => Criteria(choices, []),
    };

    /// <summary>A rule that only the existing system takes: empty, with unknown criteria, in its own notation.</summary>
    public static string CompatibleRule(Choices choices, int depth = 0) => choices.Of(depth < 3 ? 9 : 6) switch
    {
        0 => "{}",
        1 => "[]",
        < 6 => Criteria(choices, ["severity", "colour"]),
        6 => $$"""{"any":[{{Compatible(choices, depth)}}]}""",
        7 => $$"""{"all":[{{Compatible(choices, depth)}}]}""",
        _ => $"""["{choices.From<string>(["any", "all"])}",[{Compatible(choices, depth)}]]""",
    };

    public static RandomFacts Facts(Choices choices, bool compatible = false)
    {
        var values = new Dictionary<PolicyCriterion, string>();
        foreach (var criterion in Texts.Where(_ => choices.Of(4) > 0))
            values[criterion] = choices.From(Given);
        foreach (var flag in Flags.Where(_ => !compatible || choices.Of(4) > 0))
            values[flag] = choices.Of(2) == 0 ? "true" : "false";
        return new(values.Aggregate(PolicyFacts.None, (facts, v) => facts.With(v.Key, v.Value)), values);
    }

    /// <summary>The same, where some of what is known or does not apply is not known yet.</summary>
    public static RandomFacts Hide(RandomFacts facts, IReadOnlyCollection<PolicyCriterion> hidden)
    {
        var left = facts.Values.Where(v => !hidden.Contains(v.Key)).ToDictionary();
        return new(left.Aggregate(PolicyFacts.None, (f, v) => f.With(v.Key, v.Value)).Awaiting(hidden), left);
    }

    static string Compatible(Choices choices, int depth) => string.Join(',', Enumerable.Range(0, choices.Of(3)).Select(_ => CompatibleRule(choices, depth + 1)));

    static string Criteria(Choices choices, string[] unknown)
    {
        var names = Texts.Select(c => (c.Name, IsFlag: false)).Concat(Flags.Select(c => (c.Name, IsFlag: true))).Concat(unknown.Select(u => (u, false))).ToList();
        var chosen = Enumerable.Range(0, 1 + choices.Of(3)).Select(_ => choices.From(names)).Distinct();
        return "{" + string.Join(',', chosen.Select(c => $"\"{c.Item1}\":{Wanted(choices, c.Item2)}")) + "}";
    }

    static string Wanted(Choices choices, bool isFlag)
    {
        var values = Enumerable.Range(0, 1 + choices.Of(2)).Select(_ => isFlag ? choices.From<string>(["true", "false"]) : $"\"{choices.From(Patterns)}\"").ToList();
        return values.Count == 1 && choices.Of(2) == 0 ? values[0] : $"[{string.Join(',', values)}]";
    }
}
