using Freshmaker.Domain.Artifacts;

namespace Freshmaker.Domain.Policies;

/// <summary>
/// Allow and block rules, decided per artifact: allowed when an allow rule matches and no block rule does. Nothing is allowed until
/// an allow rule says so.
/// </summary>
public sealed class Policy(IReadOnlyList<PolicyRule> allow, IReadOnlyList<PolicyRule> block)
{
    public static Policy DenyAll { get; } = new([], []);

    public PolicyDecision Decide(string handler, Artifact artifact)
    {
        if (block.FirstOrDefault(r => r.Matches(handler, artifact)) is { } blocked)
            return new(false, blocked.Path);
        return allow.FirstOrDefault(r => r.Matches(handler, artifact)) is { } allowed
            ? new(true, allowed.Path)
            : new(false, allow.Count == 0 ? "no allow rule (none is configured)" : "no allow rule that matches");
    }
}

/// <summary>A decision and the path of the rule that made it, such as <c>Freshmaker:Policy:allow:0</c>.</summary>
public sealed record PolicyDecision(bool Allowed, string Rule);
