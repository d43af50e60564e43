using System.Globalization;
using Npgsql;

namespace Freshmaker.Projections.Paging;

/// <summary>Conditions of a query with their parameters; values never become part of the text.</summary>
public sealed class Conditions
{
    readonly List<string> _texts = [];
    readonly List<object> _values;

    public Conditions() : this([])
    {
    }

    Conditions(List<object> values) => _values = values;

    /// <param name="value">No condition when it is null.</param>
    /// <param name="text">The condition with <c>{0}</c> for the parameter.</param>
    public Conditions And(object? value, string text)
    {
        if (value is not null)
            _texts.Add(string.Format(CultureInfo.InvariantCulture, text, Parameter(value)));
        return this;
    }

    /// <summary>One of some values. A single one is compared by equality: only then can an index give rows in the order of the list.</summary>
    public Conditions AndOneOf(IEnumerable<string>? values, string column) => values?.Distinct().ToArray() switch
    {
        null => this,
        [var only] => And(only, $"{column} = {{0}}"),
        var many => And(many, $"{column} = any({{0}})"),
    };

    /// <summary>What a filter asks for itself, and by the filters that it combines.</summary>
    /// <param name="own">Adds what a filter asks for itself.</param>
    internal Conditions And<TFilter>(TFilter filter, Action<Conditions, TFilter> own) where TFilter : Combining<TFilter>
    {
        own(this, filter);
        foreach (var also in filter.And ?? [])
            And(also, own);
        if (filter.Or is { } or)
            _texts.Add(or.Count == 0 ? "false" : $"({string.Join(" or ", or.Select(f => $"({Nested(f, own)})"))})");
        if (filter.Not is { } not)
            _texts.Add($"(({Nested(not, own)}) is not true)"); // what is unknown is not so either
        return this;
    }

    string Nested<TFilter>(TFilter filter, Action<Conditions, TFilter> own) where TFilter : Combining<TFilter> => new Conditions(_values).And(filter, own).Text;

    /// <summary>A pattern of LIKE that everything fits that begins with a text.</summary>
    internal static string? BeginsWith(string? prefix) =>
        prefix is null ? null : $"{prefix.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal)}%";

    internal string Text => _texts.Count == 0 ? "true" : string.Join(" and ", _texts);

    /// <summary>Adds a value and returns its place-holder.</summary>
    internal string Parameter(object value)
    {
        _values.Add(value is DateTimeOffset time ? time.ToUniversalTime() : value);
        return $"${_values.Count}";
    }

    internal NpgsqlCommand Command(NpgsqlDataSource database, string sql) => WithValues(database.CreateCommand(sql));

    internal NpgsqlCommand Command(NpgsqlConnection connection, string sql) => WithValues(new NpgsqlCommand(sql, connection));

    NpgsqlCommand WithValues(NpgsqlCommand command)
    {
        foreach (var value in _values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }
}
