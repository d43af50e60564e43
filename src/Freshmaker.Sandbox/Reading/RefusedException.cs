namespace Freshmaker.Sandbox.Reading;

/// <summary>Something given to the sandbox breaks a rule; says which field and which rule.</summary>
public sealed class RefusedException(string field, string rule) : Exception($"{field}: {rule}")
{
    /// <summary>The path of the field, as in <c>modules[3].builtFrom[0]</c>.</summary>
    public string Field { get; } = field;

    /// <summary>What the field has to be.</summary>
    public string Rule { get; } = rule;
}
