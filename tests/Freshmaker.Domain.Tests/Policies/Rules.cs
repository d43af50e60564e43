using Freshmaker.Domain.Policies;

namespace Freshmaker.Domain.Tests.Policies;

/// <summary>Rules as configuration would give them.</summary>
static class Rules
{
    public static PolicyRuleText Rule(string path, params (string Criterion, string Pattern)[] criteria) =>
        Rule(path, [.. criteria.Select(c => (c.Criterion, new[] { c.Pattern }))]);

    public static PolicyRuleText Rule(string path, params (string Criterion, string[] Patterns)[] criteria) =>
        new(path, [.. criteria.Select(c => (c.Criterion, $"{path}:{c.Criterion}", (IReadOnlyList<string>)c.Patterns))]);

    public static Policy Of(PolicyRuleText[]? allow = null, PolicyRuleText[]? block = null)
    {
        var (policy, errors) = PolicyParser.Parse(allow ?? [], block ?? []);
        errors.ShouldBeEmpty();
        return policy;
    }
}
