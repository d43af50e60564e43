using System.Text.Json.Nodes;

namespace Freshmaker.Domain.Tests.Policies;

/// <summary>
/// The part of JSON Schema 2020-12 that the policy's schema uses (no validator for it can be restored from the registry). A keyword that it does not know
/// is an error, so nothing is passed over.
/// </summary>
sealed class SmallSchema(JsonObject root)
{
    public bool Accepts(JsonNode? value) => Accepts(root, value);

    bool Accepts(JsonNode? schema, JsonNode? value) => schema is JsonObject o ? o.All(k => Holds(o, k.Key, k.Value!, value)) : schema!.GetValue<bool>();

    bool Holds(JsonObject schema, string keyword, JsonNode rule, JsonNode? value) => keyword switch
    {
        "$schema" or "$defs" or "title" or "description" or "default" or "then" or "else" => true,
        "$ref" => Accepts(rule.GetValue<string>().Split('/').Skip(1).Aggregate((JsonNode)root, (at, part) => at[part]!), value),
        "type" => (rule is JsonArray types ? types.Select(t => t!.GetValue<string>()) : [rule.GetValue<string>()]).Contains(TypeOf(value)),
        "enum" => rule.AsArray().Any(one => JsonNode.DeepEquals(one, value)),
        "const" => JsonNode.DeepEquals(rule, value),
        "anyOf" => rule.AsArray().Any(s => Accepts(s, value)),
        "not" => !Accepts(rule, value),
        "if" => !schema.TryGetPropertyValue(Accepts(rule, value) ? "then" : "else", out var branch) || Accepts(branch, value),
        "required" => value is not JsonObject o || rule.AsArray().All(n => o.ContainsKey(n!.GetValue<string>())),
        "properties" => value is not JsonObject o || o.All(p => rule[p.Key] is not { } s || Accepts(s, p.Value)),
        "additionalProperties" => value is not JsonObject o || o.All(p => schema["properties"]?[p.Key] is not null || Accepts(rule, p.Value)),
        "minProperties" => value is not JsonObject o || o.Count >= rule.GetValue<int>(),
        "maxProperties" => value is not JsonObject o || o.Count <= rule.GetValue<int>(),
        "prefixItems" => value is not JsonArray a || a.Zip(rule.AsArray()).All(p => Accepts(p.Second, p.First)),
        "items" => value is not JsonArray a || a.Skip(schema["prefixItems"]?.AsArray().Count ?? 0).All(i => Accepts(rule, i)),
        "minItems" => value is not JsonArray a || a.Count >= rule.GetValue<int>(),
        "maxItems" => value is not JsonArray a || a.Count <= rule.GetValue<int>(),
        "minLength" => TypeOf(value) != "string" || value!.GetValue<string>().Length >= rule.GetValue<int>(),
        "maxLength" => TypeOf(value) != "string" || value!.GetValue<string>().Length <= rule.GetValue<int>(),
        _ => throw new InvalidOperationException($"This small validator does not know {keyword}: teach it"),
    };

    static string TypeOf(JsonNode? value) => value?.GetValueKind() switch
    {
        null => "null",
        System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False => "boolean",
        { } kind => kind.ToString().ToLowerInvariant(),
    };
}
