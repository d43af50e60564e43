using System.Data;
using System.Data.Common;
using Freshmaker.Projections.Tables;
using Npgsql;

namespace Freshmaker.Projections.Paging;

/// <summary>A page addressed by its number, for clients that know no other way.</summary>
/// <param name="Page">From 1; beyond the last one there is nothing.</param>
/// <param name="Size">Rows of a page.</param>
/// <param name="Column">Ordered by this column, then by the public number; by that alone when it is null.</param>
public sealed record NumberedPage(long Page, int Size, bool NewestFirst = true, string? Column = null);

/// <summary>The rows of a page, and how many there are on all pages, both of one moment.</summary>
public sealed record NumberedRows<T>(IReadOnlyList<T> Items, long Total);

/// <summary>
/// A list paged by numbers. A deep page steps over entries of an index that holds the filter and the order, from the nearer end, and reads rows only where it
/// has arrived.
/// </summary>
/// <param name="Table">The table of the rows; its alias is <c>t</c>.</param>
/// <param name="Columns">What to read of <c>t</c>.</param>
sealed record NumberedListing<T>(string Table, string Columns, Func<DbDataReader, T> Read)
{
    public async Task<NumberedRows<T>> PageAsync(NpgsqlDataSource database, Conditions where, NumberedPage page, CancellationToken ct)
    {
        // Both statements see one snapshot: stepping from the far end would otherwise be off by what arrived in between.
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        await using var count = where.Command(connection, $"select count(*) from {Table} t where {where.Text}");
        var total = (long)(await count.ExecuteScalarAsync(ct))!;
        var rows = page.Size > 0 && page.Page >= 1 && page.Page <= Pages(total, page.Size) ? await RowsAsync(connection, where, page, total, ct) : [];
        await transaction.CommitAsync(ct);
        return new(rows, total);
    }

    public async Task<IReadOnlyList<T>> AllAsync(NpgsqlDataSource database, Conditions where, CancellationToken ct)
    {
        await using var command = where.Command(database, $"select {Columns} from {Table} t where {where.Text} order by t.number");
        return await command.ReadAsync(Read, ct);
    }

    async Task<List<T>> RowsAsync(NpgsqlConnection connection, Conditions where, NumberedPage page, long total, CancellationToken ct)
    {
        var before = (page.Page - 1) * page.Size;
        var size = Math.Min(page.Size, total - before);
        var after = total - before - size;
        var fromEnd = after < before;
        var condition = where.Text;
        var sql = $"""
            with page as materialized (
                select t.number from {Table} t where {condition} order by {Order(page, page.NewestFirst ^ fromEnd)}
                offset {where.Parameter(fromEnd ? after : before)} limit {where.Parameter(size)})
            select {Columns} from page p join {Table} t on t.number = p.number order by {Order(page, page.NewestFirst)}
            """;
        await using var command = where.Command(connection, sql);
        return await command.ReadAsync(Read, ct);
    }

    static string Order(NumberedPage page, bool descending)
    {
        var direction = descending ? "desc" : "asc";
        return page.Column is { } column ? $"t.{column} {direction}, t.number {direction}" : $"t.number {direction}";
    }

    /// <summary>How many pages there are.</summary>
    static long Pages(long total, int size) => (total + size - 1) / size;
}
