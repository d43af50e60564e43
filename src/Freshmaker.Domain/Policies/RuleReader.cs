using Freshmaker.Domain.Artifacts;

namespace Freshmaker.Domain.Policies;

/// <summary>Reads rules and refuses what is wrong with them.</summary>
sealed class RuleReader(PolicyMode mode, IReadOnlyCollection<string> handlers, List<string> errors)
{
    /// <summary>Deepest nesting of any and all.</summary>
    const int MaxDepth = 16;

    static readonly string Known = string.Join(", ", PolicyCriteria.All.Select(c => c.Name));

    // What the existing system knows, or its sample configuration wrongly uses (behaviour.md §9.2), and what to ask instead.
    static readonly Dictionary<string, string> Instead = new()
    {
        ["severity"] = "ask for advisory_security_impact",
        ["is_major_incident"] = "ask for advisory_is_major_incident",
        ["advisory_has_hightouch_bug"] = "ask for advisory_is_major_incident",
        ["advisory_highest_cve_severity"] = "nobody delivers it; ask for advisory_security_impact",
    };

    readonly PatternSet[] _patterns = [.. PolicyCriteria.All.Select(c => new PatternSet(c))];

    public PolicyMode Mode => mode;

    public void Refuse(PolicyNode node, string rule) => errors.Add($"{node.Path} {rule}");

    /// <summary>What an object has, each key once.</summary>
    public IReadOnlyList<(string Key, PolicyNode Value)> Entries(PolicyMap map, bool canBeEmpty = true)
    {
        if (!canBeEmpty && map.Entries.Count == 0)
            Refuse(map, "must not be empty");
        foreach (var (_, repeated) in map.Entries.GroupBy(e => e.Key, StringComparer.Ordinal).SelectMany(g => g.Skip(1)))
            Refuse(repeated, "is given twice");
        return [.. map.Entries.DistinctBy(e => e.Key, StringComparer.Ordinal)];
    }

    /// <summary>A rule on artifacts of a kind, or of any when null.</summary>
    public Rule Read(PolicyNode node, ArtifactKind? kind, int depth = 0)
    {
        if (depth > MaxDepth)
            return Refused(node, $"is nested too deeply (at most {MaxDepth} times any or all)");
        return mode == PolicyMode.Normal ? ReadNormal(node, kind, depth) : ReadCompatible(node, depth);
    }

    /// <summary>A list of which any rule may match.</summary>
    public Rule Any(PolicyNode list, ArtifactKind? kind, int depth = 0) => new AnyRule(list.Path, Rules(list, kind, depth));

    Rule ReadNormal(PolicyNode node, ArtifactKind? kind, int depth)
    {
        if (node is PolicyList)
            return Refused(node, "must be an object; a list of rules stands below any or all");
        if (node is not PolicyMap map)
            return Refused(node, $"must be an object: any or all with a list of rules, or criteria ({Known})");
        if (map.Entries.Count == 0)
            return Refused(node, $"must name at least one of {Known} (an empty rule would match everything)");
        var entries = Entries(map);
        if (entries.FirstOrDefault(e => e.Key is "any" or "all") is not { Key: { } key, Value: var rules })
            return new CriteriaRule(node.Path, Criteria(entries, kind));
        if (entries.Count > 1)
            return Refused(rules, "must stand alone in its object; put the criteria beside it into a rule of its own below all");
        return key == "any" ? Any(rules, kind, depth) : new AllRule(rules.Path, Rules(rules, kind, depth));
    }

    /// <summary>Missing and empty rules match nothing, but an empty "all" everything; unknown criteria are passed over (behaviour.md §9.1).</summary>
    Rule ReadCompatible(PolicyNode node, int depth)
    {
        switch (node)
        {
            case PolicyValue { Kind: PolicyValueKind.Nothing } or PolicyList { Items.Count: 0 } or PolicyMap { Entries.Count: 0 }:
                return new NoRule(node.Path);
            case PolicyList { Items: [PolicyValue { Text: "any" or "all" } key, PolicyList rules] }:
                return Combined(key.Text, rules, depth);
            case PolicyList { Items: [PolicyValue { Kind: PolicyValueKind.Text or PolicyValueKind.Anything } key, ..] }:
                return Refused(node, $"must be [any, rules] or [all, rules] with a list of rules (it begins with '{key.Text}')");
            case PolicyList:
                return Refused(node, "must begin with any or all: a list of rules alone does not say which of them have to match");
            case PolicyMap { Entries: [("any" or "all", var rules)] } map:
                return Combined(map.Entries[0].Key, rules, depth);
            case PolicyMap map:
                return new CompatibleCriteriaRule(node.Path, Criteria(Entries(map), kind: null));
            default:
                return Refused(node, "must be an object or a list");
        }
    }

    Rule Combined(string key, PolicyNode rules, int depth) => key == "any"
        ? Any(rules, kind: null, depth)
        : new AllRule(rules.Path, Rules(rules, kind: null, depth));

    List<Rule> Rules(PolicyNode node, ArtifactKind? kind, int depth)
    {
        if (node is not PolicyList list)
            Refuse(node, "must be a list of rules");
        else if (list.Items.Count > 0)
            return [.. list.Items.Select(item => Read(item, kind, depth + 1))];
        else if (mode == PolicyMode.Normal)
            Refuse(node, "must have at least one rule");
        return [];
    }

    List<Want> Criteria(IEnumerable<(string Key, PolicyNode Value)> entries, ArtifactKind? kind)
    {
        var wants = new List<Want>();
        foreach (var (key, value) in entries)
        {
            if (PolicyCriteria.Find(key) is { } criterion && (mode == PolicyMode.Normal || criterion.Subject != PolicySubject.Decision))
            {
                if (kind is { } only && mode == PolicyMode.Normal && !criterion.IsKnownOf(only))
                    Refuse(value, $"is known of images only, so a rule on a {Question.NameOf(only)} with it would never match");
                else if (Read(criterion, value) is { } want)
                    wants.Add(want);
            }
            else if (mode == PolicyMode.Normal)
            {
                Refuse(value, $"is not a criterion; {(Instead.TryGetValue(key, out var instead) ? instead : $"known are {Known}")}");
            }
            else if (value is PolicyMap || (value is PolicyList list && list.Items.Any(i => i is not PolicyValue)))
            {
                Refuse(value, "is neither any nor all, nor a criterion with patterns");
            }
        }

        return wants;
    }

    Want? Read(PolicyCriterion criterion, PolicyNode node)
    {
        if (node is PolicyMap)
        {
            Refuse(node, "must be a pattern or a list of patterns");
            return null;
        }

        if (node is PolicyList { Items.Count: 0 } && mode == PolicyMode.Normal)
        {
            Refuse(node, "must have at least one pattern");
            return null;
        }

        var patterns = _patterns[criterion.Index];
        IReadOnlyList<PolicyNode> items = node is PolicyList list ? list.Items : [node];
        return new(patterns, [.. items.Select(i => Pattern(criterion, i, node)).OfType<Pattern>().Select(patterns.Add).Distinct()]);
    }

    Pattern? Pattern(PolicyCriterion criterion, PolicyNode node, PolicyNode whole)
    {
        if (node is not PolicyValue { Kind: not PolicyValueKind.Nothing } value)
        {
            Refuse(node, criterion.IsFlag ? "must be true or false" : "must be a pattern");
            return null;
        }

        if (criterion.IsFlag && value.Kind is PolicyValueKind.Flag or PolicyValueKind.Anything && bool.TryParse(value.Text, out var flag))
            return Policies.Pattern.Exactly(flag ? "true" : "false");
        if (mode == PolicyMode.Normal)
        {
            if (criterion.IsFlag)
            {
                Refuse(node, "must be true or false");
                return null;
            }

            if (value.Kind == PolicyValueKind.Flag)
            {
                Refuse(node, $"must be a pattern; put {value.Text} into quotes if it is one");
                return null;
            }
        }

        // The existing system takes an empty text as what everything begins with; in configuration it cannot be told from an empty list.
        var least = mode == PolicyMode.Compatible && value.Kind == PolicyValueKind.Text ? 0 : 1;
        if (value.Text.Length < least || value.Text.Length > Policies.Pattern.MaxLength)
        {
            Refuse(whole, $"must have {least} to {Policies.Pattern.MaxLength} characters");
            return null;
        }

        return Compiled(criterion, value, whole);
    }

    Pattern? Compiled(PolicyCriterion criterion, PolicyValue value, PolicyNode whole)
    {
        try
        {
            var text = mode == PolicyMode.Compatible && value is { Kind: PolicyValueKind.Flag } ? char.ToUpperInvariant(value.Text[0]) + value.Text[1..] : value.Text;
            var pattern = Policies.Pattern.Of(text);
            if (mode == PolicyMode.Normal && Possible(criterion) is { } possible && !possible.Any(pattern.Matches))
                Refuse(whole, $"matches no {criterion.Name}; known are {string.Join(", ", possible)}");
            return criterion.IsFlag ? PatternOfFlag(pattern) : pattern;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            Refuse(whole, $"is not a usable regular expression: {e.Message}");
            return null;
        }
    }

    /// <summary>The existing system matches a flag as Python writes it.</summary>
    static Pattern PatternOfFlag(Pattern pattern) => (pattern.Matches("True"), pattern.Matches("False")) switch
    {
        (true, true) => Policies.Pattern.Of("true|false"),
        (true, false) => Policies.Pattern.Exactly("true"),
        (false, true) => Policies.Pattern.Exactly("false"),
        _ => Policies.Pattern.Exactly("neither"),
    };

    /// <summary>The texts that a criterion can have, where they are known beforehand.</summary>
    IEnumerable<string>? Possible(PolicyCriterion criterion) => criterion.Subject != PolicySubject.Decision ? null
        : criterion == PolicyCriteria.Handler ? handlers.Order(StringComparer.Ordinal) : PolicyParser.Kinds.Select(Question.NameOf);

    NoRule Refused(PolicyNode node, string rule)
    {
        Refuse(node, rule);
        return new(node.Path);
    }
}
