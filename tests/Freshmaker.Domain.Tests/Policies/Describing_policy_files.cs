using System.Text.Json.Nodes;
using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Handlers;
using Freshmaker.Domain.Policies;
using Freshmaker.Domain.Tests.Rebuilds;
using FsCheck;
using FsCheck.Fluent;

namespace Freshmaker.Domain.Tests.Policies;

/// <summary>docs/policy.schema.json and docs/policy.md against the parser.</summary>
public sealed class Describing_policy_files
{
    static readonly string[] Handlers = [.. typeof(IRebuildHandler).Assembly.GetTypes().Where(t => !t.IsAbstract && t.IsAssignableTo(typeof(IRebuildHandler))).Select(t => t.Name)];
    static readonly SmallSchema Schema = new(JsonNode.Parse(PolicySchema.Of(Rules.Handlers))!.AsObject());

    [Fact]
    public void the_schema_in_docs_is_that_of_the_parser_and_of_all_handlers()
    {
        var path = Repository.PathOf("docs", "policy.schema.json");
        var schema = PolicySchema.Of(Handlers);
        if (Environment.GetEnvironmentVariable("FRESHMAKER_APPROVE") == "1")
            File.WriteAllText(path, schema);

        File.ReadAllText(path).ReplaceLineEndings("\n").ShouldBe(schema, "a criterion or a handler changed: write it again with FRESHMAKER_APPROVE=1");
    }

    [Fact]
    public void the_schema_has_every_criterion_and_every_handler()
    {
        var definitions = JsonNode.Parse(PolicySchema.Of(Handlers))!["$defs"]!;

        foreach (var (rule, criteria) in new[] { ("anyRule", PolicyCriteria.All), ("imageRule", PolicyCriteria.All), ("moduleRule", [.. PolicyCriteria.All.Where(c => c.IsKnownOf(ArtifactKind.Module))]) })
            definitions[rule]!["anyOf"]![1]!["properties"]!.AsObject().Select(p => p.Key).ShouldBe(criteria.Select(c => c.Name), rule);
        foreach (var sections in new[] { "sections", "compatibleSections" })
            definitions[sections]!["properties"]!.AsObject().Select(p => p.Key).ShouldBe(["global", .. Handlers.Order(StringComparer.Ordinal)], sections);
    }

    [Fact]
    public void the_table_in_docs_has_every_criterion()
    {
        var table = File.ReadAllLines(Repository.PathOf("docs", "policy.md")).SkipWhile(l => l != "## Criteria").TakeWhile(l => !l.StartsWith("**", StringComparison.Ordinal));

        table.Where(l => l.StartsWith("| `", StringComparison.Ordinal)).Select(l => l.Split('`')[1]).ShouldBe(PolicyCriteria.All.Select(c => c.Name));
    }

    // What a schema cannot say: keys that come twice, usable expressions, known handlers and kinds behind a pattern, depth.
    static readonly string[] OnlyTheParserKnows = ["is given twice", "is not a usable regular expression", "matches no ", "is nested too deeply"];

    public static TheoryData<string> Refused => [.. Checking_rules.Refusals
        .Where(r => !OnlyTheParserKnows.Any(o => r.Data.Item2.Contains(o, StringComparison.Ordinal))).Select(r => r.Data.Item1)];

    [Theory]
    [MemberData(nameof(Refused))]
    public void what_the_parser_refuses_the_schema_refuses(string policy) => Schema.Accepts(JsonNode.Parse(policy)).ShouldBeFalse();

    [Fact]
    public void what_the_parser_takes_the_schema_takes() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(200).WithEndSize(80),
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
        {
            var choices = new Choices(bytes);
            foreach (var policy in (string[])
                [
                    $$"""{"allow":[{{RandomRules.List(choices)}}]}""",
                    Rules.OnImages(RandomRules.Rule(choices), RandomRules.Rule(choices)),
                    Rules.OnImages(RandomRules.CompatibleRule(choices), RandomRules.CompatibleRule(choices), "compatible"),
                ])
            {
                Rules.Parse(policy).Errors.ShouldBeEmpty(policy);
                Schema.Accepts(JsonNode.Parse(policy)).ShouldBeTrue(policy);
            }
        }));

    [Fact] // some of it is then wrong in ways that nobody thought of
    public void of_a_mutated_policy_both_say_the_same() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(1000).WithEndSize(80),
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
        {
            var choices = new Choices(bytes);
            var mode = choices.From<string>(["normal", "compatible"]);
            var policy = JsonNode.Parse(Rules.OnImages(mode == "normal" ? RandomRules.Rule(choices) : RandomRules.CompatibleRule(choices), null, mode))!;
            var places = new List<JsonNode>();
            Collect(policy, places);
            string[] others = ["null", "true", "1", "\"any\"", "\"web\"", "\"\"", "[]", "{}", "[[]]", "[{}]", """{"any":[]}""", """{"severity":"a"}""", """[["any",[]]]"""];
            if (places.Skip(1).ToList() is { Count: > 0 } inner)
                choices.From(inner).ReplaceWith(JsonNode.Parse(choices.From(others)));

            var (_, errors) = Rules.Parse(policy.ToJsonString());
            Schema.Accepts(policy).ShouldBe(errors.Count == 0, $"{policy.ToJsonString()} {string.Join('\n', errors)}");
        }));

    static void Collect(JsonNode node, List<JsonNode> places)
    {
        places.Add(node);
        foreach (var inner in node switch { JsonObject o => o.Select(p => p.Value), JsonArray a => a, _ => [] })
        {
            if (inner is not null)
                Collect(inner, places);
        }
    }
}
