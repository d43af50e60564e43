using System.Globalization;

namespace Freshmaker.Host.Rest.Http;

/// <summary>Reads parameters of a query. What cannot be used is refused by its name and the rule.</summary>
sealed class QueryReader(IQueryCollection query)
{
    /// <summary>A parameter of which only the first value counts; null when it is not given, or empty.</summary>
    public string? Text(string name) => query[name] is [{ Length: > 0 } first, ..] ? Storable(name, first) : null;

    /// <summary>All values of a parameter; null when it is not given.</summary>
    public IReadOnlyList<string>? Texts(string name) => query[name] is { Count: > 0 } values ? [.. values.Select(v => Storable(name, v ?? ""))] : null;

    public long? Number(string name) => Text(name) is { } text ? NumberOf(name, text) : null;

    public IReadOnlyList<long>? Numbers(string name) => Texts(name)?.Select(text => NumberOf(name, text)).ToList();

    /// <summary>One value, by the number or the name of a contract's enumeration.</summary>
    public TEnum? OneOf<TEnum>(string name) where TEnum : struct, Enum =>
        Text(name) is { } text
            ? Enumeration<TEnum>.ByText(text) ?? throw RestException.Bad(name, $"must be {Enumeration<TEnum>.Choices}, or one of their numbers (it is '{Shown(text)}')")
            : null;

    /// <summary>Several values by name or number. Numbers are not checked (behaviour.md §5.4): those that name nothing find nothing.</summary>
    public IReadOnlyList<TEnum>? AnyOf<TEnum>(string name) where TEnum : struct, Enum => Texts(name)?
        .Select(text => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? Enumeration<TEnum>.ByNumber(number)
            : Enumeration<TEnum>.ByText(text) ?? throw RestException.Bad(name, $"must be {Enumeration<TEnum>.Choices}, or a number (it is '{Shown(text)}')"))
        .OfType<TEnum>().ToList();

    /// <summary>Exactly <c>True</c> or <c>False</c>.</summary>
    public bool Flag(string name, bool otherwise) => Text(name) switch
    {
        null => otherwise,
        "True" => true,
        "False" => false,
        var text => throw RestException.Bad(name, $"must be True or False (it is '{Shown(text)}')"),
    };

    static long NumberOf(string name, string text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw RestException.Bad(name, $"must be a whole number of at most 64 bits (it is '{Shown(text)}')");

    static string Storable(string name, string text) =>
        text.Contains('\0', StringComparison.Ordinal) ? throw RestException.Bad(name, "must not contain the character NUL") : text;

    public static string Shown(string text) => text.Length > 100 ? $"{text.AsSpan(0, 100)}…" : text;
}
