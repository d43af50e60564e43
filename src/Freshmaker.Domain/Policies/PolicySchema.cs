using System.Text.Json;
using System.Text.Json.Nodes;
using Freshmaker.Domain.Artifacts;

namespace Freshmaker.Domain.Policies;

/// <summary>
/// The JSON Schema (2020-12) of a policy file, made from the same tables that the parser reads. It cannot say whether a pattern is a usable expression,
/// whether a key comes twice, and how deep rules may be nested: the parser does.
/// </summary>
public static class PolicySchema
{
    static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The schema as text.</summary>
    /// <param name="handlers">Names that sections can have.</param>
    public static string Of(IReadOnlyCollection<string> handlers) => new JsonObject
    {
        ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
        ["title"] = "Freshmaker policy",
        ["description"] = "Which artifacts may be rebuilt. See docs/policy.md.",
        ["type"] = "object",
        ["properties"] = new JsonObject
        {
            ["$schema"] = new JsonObject { ["description"] = "For editors." },
            ["mode"] = Described("compatible decides exactly as the older system; its rules are checked less.", new() { ["enum"] = new JsonArray("normal", "compatible"), ["default"] = "normal" }),
            ["allow"] = Described("What may be rebuilt. Without a rule that matches, nothing.", []),
            ["block"] = Described("What must not, whatever is allowed.", []),
        },
        ["additionalProperties"] = false,
        ["if"] = new JsonObject { ["properties"] = new JsonObject { ["mode"] = new JsonObject { ["const"] = "compatible" } }, ["required"] = new JsonArray("mode") },
        ["then"] = Lists("compatibleSections"),
        ["else"] = Lists("list"),
        ["$defs"] = Definitions(handlers),
    }.ToJsonString(Options) + "\n";

    static JsonObject Definitions(IReadOnlyCollection<string> handlers)
    {
        var definitions = new JsonObject
        {
            ["list"] = new JsonObject { ["anyOf"] = new JsonArray(RulesOf("anyRule"), Reference("sections")) },
            ["sections"] = Sections(handlers, "kinds", isCompatible: false),
            ["kinds"] = KindRules(kind => $"{kind}Rule", isCompatible: false),
            ["anyRule"] = Rule("any", PolicyCriteria.All),
        };
        foreach (var kind in PolicyParser.Kinds)
            definitions[$"{Question.NameOf(kind)}Rule"] = Rule(Question.NameOf(kind), PolicyCriteria.All.Where(c => c.IsKnownOf(kind)));
        definitions["pattern"] = Described(
            "A regular expression, anchored at the start only, case-sensitive, without look-around and back references. A number stands for its text.",
            new() { ["type"] = new JsonArray("string", "number"), ["minLength"] = 1, ["maxLength"] = Pattern.MaxLength });
        definitions["patterns"] = OneOrMore(Reference("pattern"), 1);
        definitions["flag"] = new JsonObject { ["type"] = "boolean" };
        definitions["flags"] = OneOrMore(Reference("flag"), 1);

        definitions["compatibleSections"] = Sections(handlers, "compatibleKinds", isCompatible: true);
        definitions["compatibleKinds"] = KindRules(_ => "compatibleRule", isCompatible: true);
        definitions["compatibleRule"] = new JsonObject
        {
            ["anyOf"] = new JsonArray(
                new JsonObject { ["type"] = "null" },
                new JsonObject { ["type"] = "array", ["maxItems"] = 0 },
                Combined("compatibleRule", least: 0),
                new JsonObject
                {
                    ["type"] = "array",
                    ["minItems"] = 2,
                    ["maxItems"] = 2,
                    ["items"] = false,
                    ["prefixItems"] = new JsonArray(new JsonObject { ["enum"] = new JsonArray("any", "all") }, RulesOf("compatibleRule", least: 0)),
                },
                new JsonObject
                {
                    ["type"] = "object",
                    ["not"] = new JsonObject { ["anyOf"] = new JsonArray(Requires("any"), Requires("all")) },
                    ["properties"] = new JsonObject(PolicyCriteria.All.Where(c => c.Subject != PolicySubject.Decision)
                        .Select(c => KeyValuePair.Create<string, JsonNode?>(c.Name, Reference("compatiblePatterns")))),
                    ["additionalProperties"] = OneOrMore(new() { ["type"] = new JsonArray("string", "number", "boolean", "null") }, 0),
                }),
        };
        definitions["compatiblePatterns"] = OneOrMore(new() { ["type"] = new JsonArray("string", "number", "boolean"), ["maxLength"] = Pattern.MaxLength }, 0);
        return definitions;
    }

    static JsonObject Rule(string name, IEnumerable<PolicyCriterion> criteria) => new()
    {
        ["anyOf"] = new JsonArray(
            Combined($"{name}Rule", least: 1),
            new JsonObject
            {
                ["type"] = "object",
                ["minProperties"] = 1,
                ["additionalProperties"] = false,
                ["properties"] = new JsonObject(criteria.Select(c => KeyValuePair.Create(
                    c.Name, (JsonNode?)Described(c.Meaning, new() { ["$ref"] = c.IsFlag ? "#/$defs/flags" : "#/$defs/patterns" })))),
            }),
    };

    static JsonObject Combined(string rule, int least) => new()
    {
        ["type"] = "object",
        ["minProperties"] = 1,
        ["maxProperties"] = 1,
        ["additionalProperties"] = false,
        ["properties"] = new JsonObject { ["any"] = RulesOf(rule, least), ["all"] = RulesOf(rule, least) },
    };

    static JsonObject Sections(IEnumerable<string> handlers, string kinds, bool isCompatible) => Object(
        [KeyValuePair.Create<string, JsonNode?>(PolicyParser.Everywhere, Described("For every handler without a section of its own for that kind.", new() { ["$ref"] = $"#/$defs/{kinds}" })),
            .. handlers.Order(StringComparer.Ordinal).Select(h => KeyValuePair.Create<string, JsonNode?>(h, Reference(kinds)))],
        isCompatible);

    static JsonObject KindRules(Func<string, string> ruleOf, bool isCompatible) => Object(
        PolicyParser.Kinds.Select(Question.NameOf).Select(k => KeyValuePair.Create<string, JsonNode?>(k, Reference(ruleOf(k)))), isCompatible);

    static JsonObject Object(IEnumerable<KeyValuePair<string, JsonNode?>> properties, bool canBeEmpty) => new()
    {
        ["type"] = "object",
        ["minProperties"] = canBeEmpty ? 0 : 1,
        ["additionalProperties"] = false,
        ["properties"] = new JsonObject(properties),
    };

    static JsonObject Lists(string definition) => new() { ["properties"] = new JsonObject { ["allow"] = Reference(definition), ["block"] = Reference(definition) } };

    static JsonObject RulesOf(string rule, int least = 1) => new() { ["type"] = "array", ["minItems"] = least, ["items"] = Reference(rule) };

    static JsonObject OneOrMore(JsonObject one, int least) =>
        new() { ["anyOf"] = new JsonArray(one, new JsonObject { ["type"] = "array", ["minItems"] = least, ["items"] = one.DeepClone() }) };

    static JsonObject Requires(string key) => new() { ["required"] = new JsonArray(key) };

    static JsonObject Reference(string definition) => new() { ["$ref"] = $"#/$defs/{definition}" };

    static JsonObject Described(string description, JsonObject schema)
    {
        schema.Insert(0, "description", description);
        return schema;
    }
}
