using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Nodes;
using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Policies;
using GraphQL;

namespace Freshmaker.Host.GraphQL.Types;

[Name("Policies")]
[Description("The rules in force that say what may be rebuilt. Nothing is allowed until an allow rule says so; a block rule wins.")]
public sealed class PoliciesNode(Policy policy)
{
    [Description("How the rules are read.")]
    public PolicyMode Mode => policy.Mode;

    [Description("Where they are written: a key of configuration, or the name of a file.")]
    public string? Source => policy.Source;

    [Description("The rules as they are written, those that allow first.")]
    public IEnumerable<PolicyRuleNode> Rules => policy.Rules.Select(r => new PolicyRuleNode(r));
}

[Name("PolicyRule")]
[Description("A rule as it is written.")]
public sealed class PolicyRuleNode(StatedRule rule)
{
    [Description("Where it is written; reasons name rules by this path, or one below it.")]
    public string Path => rule.Rule.Path;

    [Description("It allows; else it blocks.")]
    public bool Allows => rule.Allows;

    [Description("For whose plans; null for those of every handler that has no rule of its own for the kind.")]
    public string? Handler => rule.Handler;

    [Description("Of what kind of artifact; null for every kind, or where a pattern says which.")]
    public ArtifactKind? Kind => rule.Kind;

    [Description("The rule as data, as written.")]
    public JsonElement Data => JsonSerializer.SerializeToElement(Json(rule.Rule));

    [Description("The rule in words. What a criterion is, is a pattern: a regular expression that is anchored at its start.")]
    public string Text => rule.Text;

    static JsonNode? Json(PolicyNode node)
    {
        switch (node)
        {
            case PolicyMap map:
                var members = new JsonObject();
                foreach (var (key, value) in map.Entries)
                    members[key] = Json(value); // an accepted policy has no key twice
                return members;
            case PolicyList list:
                return new JsonArray([.. list.Items.Select(Json)]);
            case PolicyValue { Kind: PolicyValueKind.Flag } flag:
                return JsonValue.Create(flag.Text == "true");
            case PolicyValue { Kind: PolicyValueKind.Nothing }:
                return null;
            default:
                return JsonValue.Create(((PolicyValue)node).Text);
        }
    }
}

sealed class PolicyModeType() : DescribedEnum<PolicyMode>("How the rules of a policy are read.", From(new()
{
    [PolicyMode.Normal] = "As docs/policy.md says.",
    [PolicyMode.Compatible] = "Exactly as the system before this one reads them.",
}));
