using System.Text.RegularExpressions;
using Freshmaker.Domain.Artifacts;

namespace Freshmaker.Domain.Policies;

/// <summary>One rule: every criterion it names must match; a criterion matches when any of its patterns does.</summary>
/// <param name="Path">Its configuration key.</param>
/// <param name="Criteria">Patterns by criterion.</param>
public sealed record PolicyRule(string Path, IReadOnlyDictionary<string, IReadOnlyList<Regex>> Criteria)
{
    /// <summary>What rules can ask about, and how an artifact answers.</summary>
    public static IReadOnlyDictionary<string, Func<string, Artifact, string>> KnownCriteria { get; } =
        new Dictionary<string, Func<string, Artifact, string>>
        {
            ["handler"] = (handler, _) => handler,
            ["kind"] = (_, artifact) => artifact.Kind.ToString().ToLowerInvariant(),
            ["name"] = (_, artifact) => artifact.Name,
            ["branch"] = (_, artifact) => artifact.Branch,
        };

    public bool Matches(string handler, Artifact artifact) =>
        Criteria.All(c => c.Value.Any(pattern => pattern.IsMatch(KnownCriteria[c.Key](handler, artifact))));
}
