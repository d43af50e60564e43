using Freshmaker.Domain.Artifacts;

namespace Freshmaker.Domain.Policies;

/// <summary>
/// Allow and block rules, compiled once. Allowed is what an allow rule matches and no block rule does; nothing is allowed until an allow rule says so.
/// Safe for use by many threads.
/// </summary>
public sealed class Policy
{
    /// <summary>Longest text of one value in an explanation, in characters.</summary>
    const int MaxShown = 200;

    static readonly IReadOnlyList<PolicyCriterion> Place = [PolicyCriteria.Handler, PolicyCriteria.Kind];

    readonly RuleSections _allow;
    readonly RuleSections _block;

    internal Policy(PolicyMode mode, RuleSections allow, RuleSections block) => (Mode, _allow, _block) = (mode, allow, block);

    public static Policy DenyAll { get; } = new(PolicyMode.Normal, RuleSections.None("allow"), RuleSections.None("block"));

    public PolicyMode Mode { get; }

    /// <summary>Where it is written: a key of configuration, or the name of a file. Null where none is.</summary>
    public string? Source { get; internal init; }

    /// <summary>Its rules as they are written.</summary>
    public IReadOnlyList<StatedRule> Rules { get; internal init; } = [];

    /// <summary>Decides by what is known. Ask again with more facts where the answer is <see cref="PolicyVerdict.Undecided"/>.</summary>
    /// <param name="handler">The handler that plans.</param>
    /// <param name="kind">What it wants to rebuild.</param>
    /// <param name="facts">What is known.</param>
    public PolicyDecision Decide(string handler, ArtifactKind kind, PolicyFacts facts)
    {
        // The existing system is never asked about artifacts of an advisory without the advisory, so there is no answer that would be its own.
        if (Mode == PolicyMode.Compatible && facts.IsAwaited(PolicyCriteria.AdvisoryName))
            return new(PolicyVerdict.Undecided, $"{_allow.Path} (the advisory is not known)", []);

        var question = new Question(Mode, handler, kind, facts);
        var block = _block.For(handler, kind);
        var blocked = block?.Ask(ref question) ?? Answer.No;
        if (blocked == Answer.Yes)
            return Decided(PolicyVerdict.Denied, block!.Deciding(ref question, blocked), ref question);

        if (_allow.For(handler, kind) is not { } allow)
            return new(PolicyVerdict.Denied, $"{_allow.Path} (no rule is configured)", Values(Place, ref question));
        var allowed = allow.Ask(ref question);
        if (allowed == Answer.No)
            return new(PolicyVerdict.Denied, $"{allow.Path} (no match)", Values(allow.Criteria, ref question));

        return blocked == Answer.Undecided
            ? Decided(PolicyVerdict.Undecided, block!.Deciding(ref question, blocked), ref question)
            : Decided(allowed == Answer.Yes ? PolicyVerdict.Allowed : PolicyVerdict.Undecided, allow.Deciding(ref question, allowed), ref question);
    }

    /// <summary>
    /// Whether images are to be looked for among published ones only (behaviour.md §9.2). So it is unless that denies everything, as a rule with
    /// <c>published: false</c> does.
    /// </summary>
    /// <param name="facts">What is known before artifacts are looked at.</param>
    public bool PublishedOnly(string handler, PolicyFacts facts) =>
        !Decide(handler, ArtifactKind.Image, facts.With(PolicyCriteria.Published, true).BeforeArtifacts()).Denied;

    static PolicyDecision Decided(PolicyVerdict verdict, Rule rule, ref Question question) => new(verdict, rule.Path, Values(rule.Criteria, ref question));

    static List<KeyValuePair<string, string>> Values(IReadOnlyList<PolicyCriterion> criteria, ref Question question)
    {
        var values = new List<KeyValuePair<string, string>>(criteria.Count);
        foreach (var criterion in criteria)
        {
            if (question.Show(criterion) is { } text)
                values.Add(new(criterion.Name, text.Length > MaxShown ? $"{text.AsSpan(0, MaxShown)}…" : text));
        }

        return values;
    }
}
