using Freshmaker.Host.GraphQL.Types;
using Freshmaker.Host.Security;

namespace Freshmaker.Host.GraphQL.Lists;

/// <summary>Turns filters that combine others into those of the read models, within limits.</summary>
/// <param name="Caller">Who asks: not everybody may filter by everything.</param>
/// <param name="Path">Where the filter is, for errors.</param>
sealed record FilterReading(Caller Caller, string Path, int Depth, FilterReading.Count Read)
{
    const int MaxDepth = 5, MaxFilters = 50, MaxValues = 100;

    public static FilterReading Of(Caller caller) => new(caller, "where", 1, new());

    public string Named(string member) => $"{Path}.{member}";

    public string? Text(string? value, string member) => value.Checked(Named(member));

    /// <summary>What a name has to begin with: at least something.</summary>
    public string? Prefix(string? value, string member) =>
        value is "" ? throw Refused.Argument(Named(member), "must have at least one character") : Text(value, member);

    public IReadOnlyList<T>? Values<T>(IReadOnlyList<T>? values, string member) => values is { Count: > MaxValues }
        ? throw Refused.Argument(Named(member), $"must not have more than {MaxValues} values; it has {values.Count}")
        : values;

    public string? Person(string? value, string member) => value is not null && !Caller.May(Permission.ReadPeople)
        ? throw Refused.NotAllowed(Named(member), "is only for those who may read the names of people")
        : Text(value, member);

    public IReadOnlyList<TFilter>? All<TWhere, TFilter>(IReadOnlyList<TWhere>? filters, string member, Func<TWhere, FilterReading, TFilter> read) =>
        filters is null ? null
        : filters.Count == 0 ? throw Refused.Argument(Named(member), "must have at least one filter")
        : [.. filters.Select((f, i) => read(f, Below($"{member}[{i}]")))];

    public TFilter? One<TWhere, TFilter>(TWhere? filter, string member, Func<TWhere, FilterReading, TFilter> read) where TWhere : class where TFilter : class =>
        filter is null ? null : read(filter, Below(member));

    FilterReading Below(string member)
    {
        if (Depth == MaxDepth)
            throw Refused.Argument(Named(member), $"is too deep: filters can be combined to a depth of {MaxDepth}");
        if (++Read.Filters > MaxFilters)
            throw Refused.Argument(Named(member), $"is one filter too many: at most {MaxFilters} can be combined");
        return this with { Path = Named(member), Depth = Depth + 1 };
    }

    internal sealed class Count
    {
        public int Filters { get; set; } = 1;
    }
}
