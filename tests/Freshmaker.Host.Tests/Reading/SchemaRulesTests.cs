using System.Text.RegularExpressions;

namespace Freshmaker.Host.Tests.Reading;

/// <summary>
/// The schema as npm's @graphql-eslint and @graphql-inspector judge it. What clients may rely on is the pinned schema; the approved one, which is what is served
/// (<see cref="SchemaTests"/>), may only add to it. A release pins anew what it serves.
/// </summary>
public sealed class SchemaRulesTests : IDisposable
{
    const string Approved = "schema.approved.graphql", Pinned = "schema.pinned.graphql";

    readonly string _folder = Directory.CreateTempSubdirectory("schemas-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_schema_keeps_the_rules()
    {
        var (code, report) = await Web.RunAsync("lint-schema.mjs", PathOf(Approved));

        code.ShouldBe(0, report);
        Regex.IsMatch(report, @"\A0 problems, [1-9]\d+ rules\s*\z").ShouldBeTrue(report);
    }

    [Fact]
    public async Task A_schema_that_breaks_a_rule_is_complained_of()
    {
        // What is replaced in the schema, and the rule that it breaks then.
        (string Old, string New, string Rule)[] all =
        [
            ("  edges: [BuildEdge!]!", "  edges: BuildEdge", "@graphql-eslint/relay-connection-types"),
            ("  cursor: String!", "  cursor: [String!]!", "@graphql-eslint/relay-edge-types"),
            ("  hasNextPage: Boolean!", "  hasNextPage: Boolean", "@graphql-eslint/relay-page-info"),
            ("    after: String", "    later: String", "@graphql-eslint/relay-arguments"),
            ("  \"Nothing has been heard of it", "  # \"Nothing has been heard of it", "@graphql-eslint/require-description"),
            ("  isStuck: Boolean!", "  is_stuck: Boolean!", "@graphql-eslint/naming-convention"),
            ("  isStuck: Boolean!", "  isStuck: Boolean! @deprecated", "@graphql-eslint/require-deprecation-reason"),
            ("  isStuck: Boolean!", "  isStuck: Boolean! @deprecated(reason: \"old\")", "freshmaker/deprecated-since"),
            ("\nscalar Long\n", "\nscalar Long\n\n\"Nobody asks for it.\"\ninput Lost {\n  \"A.\"\n  a: Int\n}\n", "@graphql-eslint/no-unreachable-types"),
            ("input: AnnotateInput!", "note: AnnotateInput!", "@graphql-eslint/input-name"),
            ("input: AnnotateInput!): OrderPayload!", "input: AnnotateInput!): Boolean!", "@graphql-eslint/no-scalar-result-type-on-mutation"),
        ];
        var files = await WriteAsync(all.Select(m => (m.Old, m.New)));

        var (code, report) = await Web.RunAsync(["lint-schema.mjs", .. files]);

        code.ShouldBe(1, report);
        foreach (var (i, (_, _, rule)) in all.Index())
            Regex.IsMatch(report, $@"^{i}\.graphql:\d+:\d+ {Regex.Escape(rule)} ", RegexOptions.Multiline).ShouldBeTrue($"{rule}: {report}");
    }

    [Fact]
    public async Task Nothing_that_clients_rely_on_has_gone()
    {
        var (code, report) = await Web.RunAsync("compare-schemas.mjs", PathOf(Pinned), PathOf(Approved));
        code.ShouldBe(0, report);
    }

    [Fact]
    public async Task What_would_break_clients_is_complained_of()
    {
        (string Old, string New, string Change)[] all =
        [
            ("  isStuck: Boolean!", "  isHanging: Boolean!", "FIELD_REMOVED"),
            ("  isStuck: Boolean!", "  isStuck: Boolean", "FIELD_TYPE_CHANGED"),
            ("  nvr: String\n", "  nvr: Int\n", "INPUT_FIELD_TYPE_CHANGED"),
            ("    name: String!): KnownArtifact", "    name: String!\n    \"More.\"\n    branch: String!): KnownArtifact", "FIELD_ARGUMENT_ADDED"),
            ("    after: String", "    later: String", "FIELD_ARGUMENT_REMOVED"),
            ("  manual: Boolean\n", "  byHand: Boolean\n", "INPUT_FIELD_REMOVED"),
            ("  subject: ID!", "  subject: ID!\n  \"More.\"\n  more: Int!", "INPUT_FIELD_ADDED"),
            ("  \"It was canceled.\"\n  CANCELED\n", "", "ENUM_VALUE_REMOVED"),
            ("type Build implements Node {", "type Build {", "OBJECT_TYPE_INTERFACE_REMOVED"),
            ("    after: String", "    after: String = \"\"", "FIELD_ARGUMENT_DEFAULT_CHANGED"),
        ];
        var files = await WriteAsync(all.Select(m => (m.Old, m.New)));

        var (code, report) = await Web.RunAsync(["compare-schemas.mjs", PathOf(Approved), .. files]);

        code.ShouldBe(1, report);
        foreach (var (i, (_, _, change)) in all.Index())
            Regex.IsMatch(report, $@"^{i}\.graphql BREAKS {change} ", RegexOptions.Multiline).ShouldBeTrue($"{i}, {change}: {report}");
    }

    [Fact]
    public async Task What_is_added_or_deprecated_breaks_nobody()
    {
        var files = await WriteAsync(
        [
            ("  isStuck: Boolean!", "  isStuck: Boolean! @deprecated(reason: \"Since 2026-12-01: ask for phase.\")\n  \"More.\"\n  more: Int"),
            ("    after: String", "    after: String\n    \"More.\"\n    more: Int"),
            ("  subject: ID!", "  subject: ID!\n  \"More.\"\n  more: Int"),
            ("  \"It was canceled.\"\n  CANCELED\n", "  \"It was canceled.\"\n  CANCELED\n  \"More.\"\n  MORE\n"),
            ("\nscalar Long\n", "\nscalar Long\n\ninput More {\n  a: Int\n}\n"),
        ]);

        var (code, report) = await Web.RunAsync(["compare-schemas.mjs", PathOf(Approved), .. files]);

        code.ShouldBe(0, report);
        report.ShouldContain("0.graphql fine FIELD_ADDED");
        report.ShouldContain("3.graphql fine ENUM_VALUE_ADDED");
    }

    /// <summary>Copies of the approved schema, each with one text in place of another.</summary>
    async Task<string[]> WriteAsync(IEnumerable<(string Old, string New)> mutations)
    {
        var schema = await File.ReadAllTextAsync(PathOf(Approved), TestContext.Current.CancellationToken);
        var files = new List<string>();
        foreach (var (i, (old, replacement)) in mutations.Index())
        {
            var at = schema.IndexOf(old, StringComparison.Ordinal);
            at.ShouldBeGreaterThan(0, $"the schema has no more '{old}'");
            files.Add(Path.Combine(_folder, $"{i}.graphql"));
            await File.WriteAllTextAsync(files[^1], $"{schema[..at]}{replacement}{schema[(at + old.Length)..]}", TestContext.Current.CancellationToken);
        }

        return [.. files];
    }

    static string PathOf(string name) => Path.GetFullPath(Path.Combine(Web.Directory, "../Freshmaker.Host.Tests/Approved", name));
}
