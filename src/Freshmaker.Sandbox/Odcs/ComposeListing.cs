using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Extensions;

namespace Freshmaker.Sandbox.Odcs;

/// <summary>GET composes/: filters, order, pages.</summary>
internal static class ComposeListing
{
    private static readonly Dictionary<string, Func<Compose, IComparable?>> Orders = new()
    {
        ["id"] = compose => compose.Id,
        ["owner"] = compose => compose.Owner,
        ["state"] = compose => (int)compose.State,
        ["time_to_expire"] = compose => compose.Expires,
        ["time_submitted"] = compose => compose.Submitted,
        ["time_done"] = compose => compose.Done,
        ["time_removed"] = compose => compose.Removed,
    };

    public static IResult List(HttpRequest request, Composes composes, SandboxUrls urls)
    {
        var found = composes.All.Where(compose =>
            Fits("owner", compose.Owner) && Fits("source", compose.Content.Source) && Fits("source_type", Text(compose.Content.SourceType)) && Fits("state", Text((int)compose.State)));
        var order = request.Query["order_by"].ToString() is { Length: > 0 } given ? given : "-id";
        if (!Orders.TryGetValue(order.TrimStart('-'), out var by))
        {
            throw new OdcsRefusal(400, $"An invalid order_by key was suplied, allowed keys are: [{string.Join(", ", Orders.Keys)}]");
        }

        return Results.Json(Page(request, [.. order.StartsWith('-') ? found.OrderByDescending(by) : found.OrderBy(by)], urls.Odcs));

        bool Fits(string name, string value) => request.Query[name].ToString() is not { Length: > 0 } wanted || wanted == value;
    }

    private static JsonObject Page(HttpRequest request, List<Compose> found, string url)
    {
        var (page, size) = (Math.Max(1, Number(request, "page", 1)), Math.Clamp(Number(request, "per_page", 10), 1, 100));
        var pages = (found.Count + size - 1) / size;
        return new()
        {
            ["items"] = new JsonArray([.. found.Skip((page - 1) * size).Take(size).Select(compose => compose.ToJson(url))]),
            ["meta"] = new JsonObject
            {
                ["page"] = page,
                ["pages"] = pages,
                ["per_page"] = size,
                ["total"] = found.Count,
                ["first"] = Link(request, 1, size),
                ["last"] = Link(request, Math.Max(1, pages), size),
                ["next"] = page < pages ? Link(request, page + 1, size) : null,
                ["prev"] = page > 1 ? Link(request, page - 1, size) : null,
            },
        };
    }

    private static string Link(HttpRequest request, int page, int size)
    {
        var others = request.Query.Where(entry => entry.Key is not ("page" or "per_page")).SelectMany(entry => entry.Value, (entry, value) => KeyValuePair.Create(entry.Key, value ?? ""));
        return $"{request.Scheme}://{request.Host}{request.Path}{new QueryBuilder(others) { { "per_page", Text(size) }, { "page", Text(page) } }}";
    }

    private static int Number(HttpRequest request, string name, int otherwise) =>
        int.TryParse(request.Query[name].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
