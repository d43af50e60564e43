using System.Globalization;
using Freshmaker.Host.Publishing.Contracts;

namespace Freshmaker.Host.Rest.Http;

/// <summary>An entry of a list of names and numbers.</summary>
public sealed record NamedNumber(string Name, long Id);

/// <summary>An enumeration whose names and numbers are part of the contract (behaviour.md §4.2).</summary>
static class Enumeration<TEnum>
    where TEnum : struct, Enum
{
    static readonly IReadOnlyList<(TEnum Value, string Name, long Number)> All =
        [.. Enum.GetValues<TEnum>().Select(v => (v, ContractJson.UpperName(v), Convert.ToInt64(v, CultureInfo.InvariantCulture)))];

    public static IReadOnlyList<NamedNumber> Entries { get; } = [.. All.Select(e => new NamedNumber(e.Name, e.Number))];

    public static string Choices { get; } = string.Join(", ", All.Select(e => e.Name));

    public static TEnum? ByNumber(long number) => All.Where(e => e.Number == number).Select(e => (TEnum?)e.Value).FirstOrDefault();

    /// <summary>By number or by name, in capitals or not.</summary>
    public static TEnum? ByText(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? ByNumber(number)
        : All.Where(e => string.Equals(e.Name, text, StringComparison.OrdinalIgnoreCase)).Select(e => (TEnum?)e.Value).FirstOrDefault();
}
