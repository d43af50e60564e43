using System.Text.Json;
using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Policies;

namespace Freshmaker.Domain.Tests.Policies;

/// <summary>Policies as a file would give them.</summary>
static class Rules
{
    public static readonly IReadOnlyList<string> Handlers = ["H", "Hx"];

    public static (Policy Policy, IReadOnlyList<string> Errors) Parse(string json) => PolicyParser.Parse(Node(json), Handlers);

    public static PolicyNode Node(string json)
    {
        using var document = JsonDocument.Parse(json);
        return PolicyNode.OfJson(document.RootElement, "");
    }

    public static Policy Of(string json)
    {
        var (policy, errors) = Parse(json);
        errors.ShouldBeEmpty();
        return policy;
    }

    /// <summary>Lists of rules, each without its brackets.</summary>
    public static Policy Of(string allow, string block) => Of(block.Length == 0 ? $$"""{"allow":[{{allow}}]}""" : $$"""{"allow":[{{allow}}],"block":[{{block}}]}""");

    /// <summary>Rules on images for every handler.</summary>
    public static string OnImages(string? allow, string? block = null, string mode = "normal") =>
        $$"""{"mode":"{{mode}}"{{Section("allow", allow)}}{{Section("block", block)}}}""";

    public static PolicyDecision Decide(this Policy policy, Artifact artifact) => policy.Decide("H", artifact.Kind, PolicyFacts.None.With(artifact));

    static string Section(string list, string? rule) => rule is null ? "" : $$$""","{{{list}}}":{"global":{"image":{{{rule}}} } }""";
}
