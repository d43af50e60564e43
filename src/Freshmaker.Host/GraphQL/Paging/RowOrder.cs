using System.Globalization;

namespace Freshmaker.Host.GraphQL.Paging;

/// <summary>How cursors name places in a list of an order: by the key of the row and, unless the list is ordered by that alone, by what it is ordered by.</summary>
/// <param name="Kind">Which list in which order: a cursor of another kind is refused.</param>
public sealed record RowOrder<TRow>(string Kind, Func<TRow, long> Key, SortValue<TRow>? Value = null)
{
    public string CursorOf(TRow row) => Value is null ? Cursor.Of(Kind, Key(row)) : Cursor.Of(Kind, Key(row), Value.Write(row));

    /// <summary>The place that a cursor names; null when it is not one of this list in this order.</summary>
    public (long Key, object? Value)? Read(string cursor)
    {
        if (Value is null)
            return Cursor.Read(Kind, cursor) is { } key ? (key, null) : null;
        return Cursor.ReadWithValue(Kind, cursor) is { } place && Value.Read(place.Value) is { } value ? (place.Key, value) : null;
    }
}

/// <summary>What a list is ordered by, as text in cursors.</summary>
/// <param name="Write">Of a row.</param>
/// <param name="Read">As the database compares it; null when the text is none.</param>
public sealed record SortValue<TRow>(Func<TRow, string> Write, Func<string, object?> Read);

static class SortValue
{
    public static SortValue<TRow> Text<TRow>(Func<TRow, string> of) => new(of, text => text);

    public static SortValue<TRow> Number<TRow>(Func<TRow, int> of) => new(
        row => of(row).ToString(CultureInfo.InvariantCulture),
        text => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null);

    /// <summary>A time; what has not happened comes after all that has.</summary>
    public static SortValue<TRow> Time<TRow>(Func<TRow, DateTimeOffset?> of) => new(
        row => (of(row) ?? DateTimeOffset.MaxValue).UtcTicks.ToString(CultureInfo.InvariantCulture),
        text => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTimeOffset.MaxValue.Ticks
            ? new DateTimeOffset(ticks, TimeSpan.Zero)
            : null);
}
