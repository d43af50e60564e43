using System.Data.Common;
using Freshmaker.Projections.Tables;
using Npgsql;

namespace Freshmaker.Projections.Paging;

/// <summary>
/// A list that can be paged by a unique key, whole or per parent. However many parents there are, a page of each is one statement, and it reads no more
/// rows of a parent than it returns.
/// </summary>
/// <param name="From">What to select from, with the alias <c>t</c> for the table of the rows.</param>
/// <param name="Columns">What to read.</param>
/// <param name="Key">The unique key of the order.</param>
/// <param name="NewestFirst">Descending.</param>
/// <param name="Links">The columns that name the parent, for pages per parent.</param>
sealed record Listing<T>(string From, string Columns, string Key, bool NewestFirst, Func<DbDataReader, T> Read, params string[] Links)
{
    /// <summary>
    /// There is an index of <see cref="Links"/> and <see cref="Key"/>, and parents differ so much in size that the planner, who thinks of the usual one, would read and
    /// sort all rows of a large one for its first page. Bounds that span both leave it nothing but that index.
    /// </summary>
    public bool IsIndexed { get; init; }

    /// <summary>A column, never null, by which the list is ordered first; by <see cref="Key"/> alone when it is null.</summary>
    public string? Sort { get; init; }

    public async Task<Slice<T>> PageAsync(NpgsqlDataSource database, Conditions where, PageRequest page, CancellationToken ct)
    {
        await using var command = where.Command(database, PageSql(where, page, Columns, where.Text));
        return Cut(await command.ReadAsync(Read, ct), page);
    }

    public async Task<long> CountAsync(NpgsqlDataSource database, Conditions where, CancellationToken ct)
    {
        await using var command = where.Command(database, $"select count(*) from {From} where {where.Text}");
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>The page of each parent. A parent is its values for <see cref="Links"/>.</summary>
    public async Task<IReadOnlyList<Slice<T>>> PagesAsync(
        NpgsqlDataSource database, IReadOnlyList<string[]> parents, Conditions where, PageRequest page, CancellationToken ct)
    {
        var sql = $"""
            select x.*, p.ord from {Parents(where, parents)} cross join lateral (
            {(IsIndexed ? IndexedSql(where, page) : PageSql(where, page, $"{Columns}, {Key} as list_key", $"{Linked()} and {where.Text}"))}
            ) x order by p.ord, x.list_key {Direction(page)}
            """;
        await using var command = where.Command(database, sql);
        var found = (await command.ReadAsync(r => (Parent: r.GetInt64(r.FieldCount - 1), Row: Read(r)), ct)).ToLookup(f => f.Parent, f => f.Row);
        return [.. parents.Select((_, i) => Cut([.. found[i + 1]], page))];
    }

    public async Task<IReadOnlyList<long>> CountsAsync(NpgsqlDataSource database, IReadOnlyList<string[]> parents, Conditions where, CancellationToken ct)
    {
        var sql = $"select (select count(*) from {From} where {Linked()} and {where.Text}) from {Parents(where, parents)} order by p.ord";
        await using var command = where.Command(database, sql);
        return await command.ReadAsync(r => r.GetInt64(0), ct);
    }

    string PageSql(Conditions where, PageRequest page, string columns, string condition)
    {
        var after = Bound(where, page.After, page.AfterValue, NewestFirst ? "<" : ">");
        var before = Bound(where, page.Before, page.BeforeValue, NewestFirst ? ">" : "<");
        var order = Sort is null ? $"{Key} {Direction(page)}" : $"{Sort} {Direction(page)}, {Key} {Direction(page)}";
        return $"select {columns} from {From} where {condition}{after}{before} order by {order} {Limit(page)}";
    }

    string IndexedSql(Conditions where, PageRequest page)
    {
        var (low, high) = NewestFirst ? (page.Before, page.After) : (page.After, page.Before);
        var (index, parent) = (string.Join(", ", Links), string.Join(", ", Links.Select((_, i) => $"p.c{i}")));
        var order = string.Join(", ", Links.Append(Key).Select(column => $"{column} {Direction(page)}"));
        return $"""
            select {Columns}, {Key} as list_key from {From}
            where ({index}, {Key}) > ({parent}, {where.Parameter(low ?? 0)}) and ({index}, {Key}) < ({parent}, {where.Parameter(high ?? long.MaxValue)}) and {where.Text}
            order by {order} {Limit(page)}
            """;
    }

    /// <summary>
    /// Part of the text: it is a number of ours, of which there are a hundred and one, and the plan of a prepared statement must know it. Not knowing, the planner takes
    /// it for a tenth of all rows, and for a page of the rebuilds of one artifact goes through all rebuilds from the newest on.
    /// </summary>
    static string Limit(PageRequest page) => $"limit {page.Size + 1}";

    string Bound(Conditions where, long? key, object? value, string than) => (key, value) switch
    {
        (null, _) => "",
        ({ } k, { } v) when Sort is not null => $" and ({Sort}, {Key}) {than} ({where.Parameter(v)}, {where.Parameter(k)})",
        ({ } k, _) => $" and {Key} {than} {where.Parameter(k)}",
    };

    string Direction(PageRequest page) => NewestFirst ^ page.Backward ? "desc" : "asc";

    string Parents(Conditions where, IReadOnlyList<string[]> parents)
    {
        var values = Links.Select((_, i) => where.Parameter(parents.Select(p => p[i]).ToArray()));
        return $"unnest({string.Join(", ", values)}) with ordinality as p({string.Join(", ", Links.Select((_, i) => $"c{i}"))}, ord)";
    }

    string Linked() => string.Join(" and ", Links.Select((column, i) => $"{column} = p.c{i}"));

    static Slice<T> Cut(List<T> rows, PageRequest page)
    {
        var more = rows.Count > page.Size;
        if (more)
            rows.RemoveAt(rows.Count - 1);
        if (page.Backward)
            rows.Reverse();
        return new(rows, more);
    }
}
