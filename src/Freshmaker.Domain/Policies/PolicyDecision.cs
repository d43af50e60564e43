using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Policies;

/// <summary>A decision, the rule that made it, and what it looked at.</summary>
/// <param name="Rule">
/// The rule's path, such as <c>Freshmaker:Policy:block:0</c> or <c>policy.yaml:allow:global:image:any:2</c>. Where no rule of a list matched, the list's
/// path with that remark.
/// </param>
/// <param name="Values">The values that the rule looked at, by criterion, in the order of <see cref="PolicyCriteria.All"/>.</param>
public sealed record PolicyDecision(PolicyVerdict Verdict, string Rule, IReadOnlyList<KeyValuePair<string, string>> Values)
{
    public bool Allowed => Verdict == PolicyVerdict.Allowed;
    public bool Denied => Verdict == PolicyVerdict.Denied;
    public bool Undecided => Verdict == PolicyVerdict.Undecided;

    /// <summary>For an exclusion, or for a build that it allows.</summary>
    public Reason Reason => Reason.Of(Allowed ? ReasonCode.AllowedByPolicy : ReasonCode.DeniedByPolicy, ("rule", Rule), ("values", Saw));

    /// <summary>The values as text: <c>kind=module, name=web</c>.</summary>
    public string Saw => string.Join(", ", Values.Select(v => $"{v.Key}={v.Value}"));

    public override string ToString() => $"{Verdict} by {Rule} for {Saw}";
}

/// <summary>Ordered: a further allow rule never lowers it, a further block rule never raises it.</summary>
public enum PolicyVerdict
{
    /// <summary>A block rule matches, or no allow rule can.</summary>
    Denied,

    /// <summary>It depends on what is not known yet.</summary>
    Undecided,

    /// <summary>An allow rule matches, and no block rule can.</summary>
    Allowed,
}

/// <summary>How rules are read.</summary>
public enum PolicyMode
{
    Normal,

    /// <summary>Exactly as the existing system decides (behaviour.md §9.1).</summary>
    Compatible,
}
