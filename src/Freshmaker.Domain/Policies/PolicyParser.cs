using System.Text.RegularExpressions;

namespace Freshmaker.Domain.Policies;

/// <summary>A rule as configured: its key and, by criterion, its patterns.</summary>
public sealed record PolicyRuleText(string Path, IReadOnlyList<(string Criterion, string Path, IReadOnlyList<string> Patterns)> Criteria);

/// <summary>Reads and checks configured rules. Everything wrong is reported at once, each with the path of its key.</summary>
public static class PolicyParser
{
    /// <summary>Longest accepted pattern, in characters.</summary>
    public const int MaxPatternLength = 1000;

    /// <summary>The policy and what is wrong with it. With any error it allows nothing: a rule that lost a criterion would match too much.</summary>
    public static (Policy Policy, IReadOnlyList<string> Errors) Parse(IEnumerable<PolicyRuleText> allow, IEnumerable<PolicyRuleText> block)
    {
        var errors = new List<string>();
        var policy = new Policy([.. allow.Select(r => Rule(r, errors))], [.. block.Select(r => Rule(r, errors))]);
        return (errors.Count == 0 ? policy : Policy.DenyAll, errors);
    }

    static PolicyRule Rule(PolicyRuleText text, List<string> errors)
    {
        if (text.Criteria.Count == 0)
            errors.Add($"{text.Path} must name at least one of {Known} (an empty rule would match everything)");
        var criteria = new Dictionary<string, IReadOnlyList<Regex>>();
        foreach (var (criterion, path, patterns) in text.Criteria)
        {
            if (!PolicyRule.KnownCriteria.ContainsKey(criterion))
                errors.Add($"{path} is not a criterion; known are {Known}");
            else if (patterns.Count == 0)
                errors.Add($"{path} must have at least one pattern");
            else
                criteria[criterion] = [.. patterns.Select(p => Pattern(p, path, errors)).OfType<Regex>()];
        }

        return new(text.Path, criteria);
    }

    const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    static Regex? Pattern(string pattern, string path, List<string> errors)
    {
        if (pattern.Length is 0 or > MaxPatternLength)
        {
            errors.Add($"{path} must have 1 to {MaxPatternLength} characters");
            return null;
        }

        try
        {
            // Anchored at the start only, as the existing system's rules are (behaviour.md §9.1). NonBacktracking: time is linear in the
            // input, so no rule can stall planning; the constructs it cannot do (look-around, back references) are refused here.
            _ = new Regex(pattern, Options); // by itself too: "a)|(?:b" would close the anchored group
            return new($@"\A(?:{pattern})", Options);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            errors.Add($"{path} is not a usable regular expression: {e.Message}");
            return null;
        }
    }

    static string Known => string.Join(", ", PolicyRule.KnownCriteria.Keys);
}
