using System.Globalization;
using Freshmaker.Projections.Paging;
using Microsoft.AspNetCore.Http.Extensions;

namespace Freshmaker.Host.Rest.Http;

/// <summary>A page of a list (behaviour.md §5.4).</summary>
public sealed record RestPage<T>(IReadOnlyList<T> Items, PageMeta Meta);

/// <summary>Where a page stands among the others. The links are absolute and keep the other parameters.</summary>
public sealed record PageMeta(long Page, long Pages, int PerPage, string? Prev, string? Next, long Total, string First, string Last);

/// <summary>Reads which page is wanted, and tells where it stands.</summary>
static class Paging
{
    public const int UsualSize = 10;

    /// <summary>A page is put together in memory, so there is a limit; who asks for more gets as much, and the links to the rest.</summary>
    public const int MaxSize = 1000;

    /// <param name="columns">By what may be ordered: for each name the column, or null for the public number.</param>
    public static NumberedPage Read(QueryReader query, IReadOnlyDictionary<string, string?> columns)
    {
        var size = query.Number("per_page") ?? UsualSize;
        if (size < 0)
            throw RestException.Bad("per_page", $"must not be negative (it is {size})");
        var order = query.Text("order_by") ?? "-id";
        var descending = order.StartsWith('-');
        var field = descending ? order[1..] : order;
        return columns.TryGetValue(field, out var column)
            ? new(query.Number("page") ?? 1, (int)Math.Min(size, MaxSize), descending, column)
            : throw RestException.Bad("order_by", $"must be one of {string.Join(", ", columns.Keys)}, with a - before it for descending (it is '{QueryReader.Shown(order)}')");
    }

    public static RestPage<T> Of<T>(HttpRequest request, NumberedPage page, long total, IReadOnlyList<T> items)
    {
        var pages = page.Size == 0 ? 0 : (total + page.Size - 1) / page.Size;
        return new(items, new(
            page.Page, pages, page.Size,
            page.Page > 1 ? Link(page.Page - 1) : null,
            page.Page < pages ? Link(Math.Max(page.Page, 0) + 1) : null,
            total, Link(1), Link(Math.Max(pages, 1))));

        string Link(long number)
        {
            var query = new QueryBuilder
            {
                { "page", number.ToString(CultureInfo.InvariantCulture) },
                { "per_page", page.Size.ToString(CultureInfo.InvariantCulture) },
            };
            foreach (var (name, values) in request.Query.Where(q => q.Key.ToLowerInvariant() is not ("page" or "per_page")))
                query.Add(name, values.Select(v => v ?? ""));
            return $"{request.Root()}{request.Path.ToUriComponent()}{query.ToQueryString()}";
        }
    }
}
