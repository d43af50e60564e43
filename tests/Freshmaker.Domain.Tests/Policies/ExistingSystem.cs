using System.Text.Json;
using System.Text.RegularExpressions;
using Freshmaker.Domain.Policies;

namespace Freshmaker.Domain.Tests.Policies;

/// <summary>behaviour.md §9.1, word by word and as slowly as that.</summary>
static class ExistingSystem
{
    public static bool Allows(JsonElement rule, IReadOnlyDictionary<PolicyCriterion, string> criteria)
    {
        if (rule.ValueKind == JsonValueKind.Array)
            return rule.GetArrayLength() > 0 && Combined(rule[0].GetString()!, rule[1], criteria);
        var keys = rule.EnumerateObject().ToList();
        if (keys is [{ Name: "any" or "all" }])
            return Combined(keys[0].Name, keys[0].Value, criteria);
        var common = criteria.Where(c => keys.Any(k => k.Name == c.Key.Name)).ToList();
        return common.Count > 0 && common.All(c => Patterns(rule.GetProperty(c.Key.Name)).Any(p => Regex.Match(Written(c), p) is { Success: true, Index: 0 }));
    }

    static bool Combined(string name, JsonElement rules, IReadOnlyDictionary<PolicyCriterion, string> criteria) =>
        name == "any" ? rules.EnumerateArray().Any(r => Allows(r, criteria)) : rules.EnumerateArray().All(r => Allows(r, criteria));

    static IEnumerable<string> Patterns(JsonElement wanted) => wanted.ValueKind == JsonValueKind.Array ? wanted.EnumerateArray().SelectMany(Patterns) : [wanted.ToString()];

    static string Written(KeyValuePair<PolicyCriterion, string> value) => value.Key.IsFlag ? value.Value == "true" ? "True" : "False" : value.Value;
}
