using System.Text.Json.Serialization;

namespace Freshmaker.Domain.Reasons;

/// <summary>Why, as data: a code and what it was about. The sentence is rendered when it is read (<see cref="Sentences"/>).</summary>
/// <param name="Code">What kind of reason.</param>
/// <param name="Parameters">The values that the sentence of this code names; see <see cref="Sentences"/>.</param>
public sealed record Reason(ReasonCode Code, IReadOnlyDictionary<string, string> Parameters)
{
    /// <summary>The reasons that led to this one, where others did; null if none. They are rendered behind it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Reason>? Because { get; init; }

    /// <summary>A reason with its parameters in the order of the sentence.</summary>
    public static Reason Of(ReasonCode code, params ReadOnlySpan<(string Name, string Value)> parameters)
    {
        var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in parameters)
            values[name] = value;
        return new(code, values);
    }

    /// <summary>The same for those who may not know who did what.</summary>
    public Reason WithoutPeople() => Parameters.ContainsKey(Who) || Because is not null
        ? this with
        {
            Parameters = Parameters.ContainsKey(Who) ? new SortedDictionary<string, string>(Parameters.ToDictionary(), StringComparer.Ordinal) { [Who] = "Someone" } : Parameters,
            Because = Because?.Select(b => b.WithoutPeople()).ToList(),
        }
        : this;

    const string Who = "who";

    public override string ToString() => Sentences.Render(this);
}
