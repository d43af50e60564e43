using Freshmaker.Domain.Artifacts;

namespace Freshmaker.Domain.Policies;

/// <summary>Reads and checks a policy. Everything wrong is reported at once, each with its path and the rule that it breaks.</summary>
public static class PolicyParser
{
    /// <summary>The section that holds for every handler.</summary>
    public const string Everywhere = "global";

    /// <summary>Kinds that rules can be given for.</summary>
    public static IReadOnlyList<ArtifactKind> Kinds { get; } = [ArtifactKind.Image, ArtifactKind.Module];

    static readonly string KindNames = string.Join(", ", Kinds.Select(Question.NameOf));

    /// <summary>The policy and what is wrong with it. With any error it allows nothing: a rule that lost a criterion would match too much.</summary>
    /// <param name="document">An object with the keys mode, allow and block.</param>
    /// <param name="handlers">Names that sections can have.</param>
    public static (Policy Policy, IReadOnlyList<string> Errors) Parse(PolicyNode document, IReadOnlyCollection<string> handlers)
    {
        if (document is not PolicyMap map)
            return (Policy.DenyAll, [$"{document.Path} must be an object with the lists allow and block"]);

        var errors = new List<string>();
        var mode = ReadMode(map, errors);
        var rules = new RuleReader(mode, handlers, errors);
        RuleSections allow = RuleSections.None(PolicyNode.Below(map.Path, "allow")), block = RuleSections.None(PolicyNode.Below(map.Path, "block"));
        foreach (var (key, value) in rules.Entries(map))
        {
            switch (key)
            {
                case "allow":
                    allow = Sections(value, rules, handlers);
                    break;
                case "block":
                    block = Sections(value, rules, handlers);
                    break;
                case "mode" or "$schema": // read above; for editors
                    break;
                default:
                    errors.Add($"{value.Path} is not known; a policy has mode and the lists allow and block");
                    break;
            }
        }

        return errors.Count == 0 ? (new(mode, allow, block) { Source = map.Path, Rules = StatedRule.Of(map) }, errors) : (Policy.DenyAll, errors);
    }

    static PolicyMode ReadMode(PolicyMap map, List<string> errors)
    {
        switch (map.Entries.FirstOrDefault(e => e.Key == "mode").Value)
        {
            case null or PolicyValue { Text: "normal" }:
                return PolicyMode.Normal;
            case PolicyValue { Text: "compatible" }:
                return PolicyMode.Compatible;
            case var other:
                errors.Add($"{other.Path} must be one of normal, compatible");
                return PolicyMode.Normal;
        }
    }

    static RuleSections Sections(PolicyNode node, RuleReader rules, IReadOnlyCollection<string> handlers)
    {
        var everywhere = new Dictionary<ArtifactKind, Rule>();
        var byHandler = new Dictionary<(string, ArtifactKind), Rule>();
        switch (node)
        {
            case PolicyList list when rules.Mode == PolicyMode.Normal:
                var rule = rules.Any(list, kind: null);
                foreach (var kind in Kinds)
                    everywhere[kind] = rule;
                break;
            case PolicyMap map:
                foreach (var (name, section) in rules.Entries(map, canBeEmpty: rules.Mode == PolicyMode.Compatible))
                {
                    if (name != Everywhere && !handlers.Contains(name))
                        rules.Refuse(section, $"is not a handler; known are {string.Join(", ", handlers.Order(StringComparer.Ordinal).Prepend(Everywhere))}");
                    else if (section is not PolicyMap kinds)
                        rules.Refuse(section, $"must be an object with a rule for each of {KindNames} that it is about");
                    else
                        ReadKinds(kinds, rules, (kind, read) =>
                        {
                            if (name == Everywhere)
                                everywhere[kind] = read;
                            else
                                byHandler[(name, kind)] = read;
                        });
                }

                break;
            default:
                rules.Refuse(node, rules.Mode == PolicyMode.Normal
                    ? $"must be a list of rules, or an object with the sections {Everywhere} and names of handlers"
                    : $"must be an object with the sections {Everywhere} and names of handlers");
                break;
        }

        return new(node.Path, everywhere, byHandler);
    }

    static void ReadKinds(PolicyMap section, RuleReader rules, Action<ArtifactKind, Rule> found)
    {
        foreach (var (name, node) in rules.Entries(section, canBeEmpty: rules.Mode == PolicyMode.Compatible))
        {
            if (Kinds.Where(k => Question.NameOf(k) == name).Select(k => (ArtifactKind?)k).FirstOrDefault() is { } kind)
                found(kind, rules.Read(node, kind));
            else
                rules.Refuse(node, $"is not a kind of artifact; known are {KindNames}");
        }
    }
}
