using System.Data.Common;
using Npgsql;

namespace Freshmaker.Projections.Tables;

/// <summary>Reads columns that may be null, and columns that hold JSON or the name of an enum value.</summary>
static class Reading
{
    public static string? TextOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static long? NumberOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    public static DateTimeOffset Time(this DbDataReader row, int column) => row.GetFieldValue<DateTimeOffset>(column);

    public static DateTimeOffset? TimeOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.Time(column);

    public static T Json<T>(this DbDataReader row, int column) => ReadModelJson.Read<T>(row.GetString(column));

    public static T? JsonOrNull<T>(this DbDataReader row, int column) where T : class => row.IsDBNull(column) ? null : row.Json<T>(column);

    public static IReadOnlyList<T> ListOrEmpty<T>(this DbDataReader row, int column) => row.IsDBNull(column) ? [] : new DeferredList<T>(row.GetString(column));

    public static T Enum<T>(this DbDataReader row, int column) where T : struct, System.Enum => System.Enum.Parse<T>(row.GetString(column));

    public static async Task<List<T>> ReadAsync<T>(this NpgsqlCommand command, Func<DbDataReader, T> read, CancellationToken ct)
    {
        var rows = new List<T>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            rows.Add(read(reader));
        return rows;
    }
}
