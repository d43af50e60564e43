namespace Freshmaker.Domain.Policies;

/// <summary>
/// What is known when policy is asked: values by criterion. A criterion without a value either does not apply (a push has no advisory), which no rule
/// matches, or is awaited: not known yet, so a rule that needs it stays undecided.
/// </summary>
public sealed class PolicyFacts
{
    // Told apart from a value by reference.
    static readonly string[] Await = ["(not known yet)"];
    static readonly string[] True = ["true"];
    static readonly string[] False = ["false"];

    readonly string[]?[] _values;

    PolicyFacts(string[]?[] values) => _values = values;

    public static PolicyFacts None { get; } = new(new string[]?[PolicyCriteria.All.Count]);

    /// <summary>The same with a value; null: it does not apply.</summary>
    public PolicyFacts With(PolicyCriterion criterion, string? value) => Changed(criterion, value is null ? null : [value]);

    /// <summary>The same with a flag.</summary>
    public PolicyFacts With(PolicyCriterion criterion, bool value) => Changed(criterion, value ? True : False);

    /// <summary>The same with any number of values, of which a rule has to match one.</summary>
    public PolicyFacts With(PolicyCriterion criterion, IEnumerable<string> values) => Changed(criterion, [.. values]);

    /// <summary>The same, where those of these criteria that have no value are not known yet.</summary>
    public PolicyFacts Awaiting(IEnumerable<PolicyCriterion> criteria)
    {
        var values = (string[]?[])_values.Clone();
        foreach (var criterion in criteria)
            values[criterion.Index] ??= Await;
        return new(values);
    }

    internal bool Has(PolicyCriterion criterion) => ValuesOf(criterion) is not null;

    internal bool IsAwaited(PolicyCriterion criterion) => ReferenceEquals(_values[criterion.Index], Await);

    /// <summary>Null when it does not apply or is awaited.</summary>
    internal string[]? ValuesOf(PolicyCriterion criterion) => _values[criterion.Index] is var values && ReferenceEquals(values, Await) ? null : values;

    /// <summary>The same with several values at once: images are many, and each has these.</summary>
    internal PolicyFacts With(params ReadOnlySpan<(PolicyCriterion Criterion, string Value)> facts)
    {
        var values = (string[]?[])_values.Clone();
        foreach (var (criterion, value) in facts)
            values[criterion.Index] = [value];
        return new(values);
    }

    PolicyFacts Changed(PolicyCriterion criterion, string[]? value)
    {
        var values = (string[]?[])_values.Clone();
        values[criterion.Index] = value;
        return new(values);
    }
}
