using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Extensions;

namespace Freshmaker.Sandbox.Mbs;

/// <summary>GET module-builds/: filters, order, pages. Short items unless verbose.</summary>
internal static class MbsListing
{
    private static readonly Dictionary<string, Func<ModuleBuild, object?>> Keys = new()
    {
        ["id"] = build => build.Id,
        ["name"] = build => build.Name,
        ["stream"] = build => build.Stream,
        ["version"] = build => build.Version,
        ["context"] = build => build.Context,
        ["state"] = build => (int)build.State,
        ["scmurl"] = build => build.ScmUrl,
        ["owner"] = build => build.Owner,
        ["time_submitted"] = build => build.Submitted,
        ["time_modified"] = build => build.Modified,
        ["time_completed"] = build => build.Completed,
    };

    private static readonly string[] Filters = ["id", "name", "stream", "version", "context", "state", "scmurl", "owner"];

    public static IResult List(HttpRequest request, ModuleBuilds builds)
    {
        var query = request.Query;
        if (query["state"].FirstOrDefault(state => ModuleStates.Parse(state ?? "") is null) is { } bad)
        {
            return MbsError.Of(400, $"Invalid state was supplied: {bad}");
        }

        if (!TryNumber(query, "page", 1, int.MaxValue, out var page) || !TryNumber(query, "per_page", 10, 100, out var size))
        {
            return MbsError.Of(400, "page and per_page must be positive integers");
        }

        var found = builds.All.Where(build => Filters.All(filter => !query.TryGetValue(filter, out var wanted) || wanted.Any(value => Equals(build, filter, value ?? ""))));
        if (query["order_by"].Concat(query["order_desc_by"]).FirstOrDefault(key => !Keys.ContainsKey(key ?? "")) is { } unknown)
        {
            return MbsError.Of(400, $"An invalid order_by or order_desc_by parameter was supplied: {unknown}");
        }

        var ordered = query.ContainsKey("order_by") && !query.ContainsKey("order_desc_by")
            ? found.OrderBy(Keys[query["order_by"][0]!])
            : found.OrderByDescending(Keys[query.ContainsKey("order_desc_by") ? query["order_desc_by"][0]! : "id"]);
        return Results.Json(Page(request, [.. ordered], page, size));
    }

    private static JsonObject Page(HttpRequest request, List<ModuleBuild> found, int page, int size)
    {
        var verbose = request.Query["verbose"].ToString().ToUpperInvariant() is "TRUE" or "1";
        var pages = (found.Count + size - 1) / size;
        return new()
        {
            ["items"] = new JsonArray([.. found.Skip((page - 1) * size).Take(size).Select(build => verbose ? build.ToJson() : build.ToShortJson())]),
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

    private static bool Equals(ModuleBuild build, string filter, string value) => filter switch
    {
        "state" => ModuleStates.Parse(value) == build.State,
        _ => string.Equals(Convert.ToString(Keys[filter](build), CultureInfo.InvariantCulture), value, StringComparison.Ordinal),
    };

    private static bool TryNumber(IQueryCollection query, string name, int otherwise, int largest, out int number)
    {
        number = otherwise;
        if (!query.TryGetValue(name, out var text))
        {
            return true;
        }

        var valid = int.TryParse(text.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;
        number = Math.Min(number, largest);
        return valid;
    }

    private static string Link(HttpRequest request, int page, int size)
    {
        var others = request.Query.Where(entry => entry.Key is not ("page" or "per_page")).SelectMany(entry => entry.Value, (entry, value) => KeyValuePair.Create(entry.Key, value ?? ""));
        var query = new QueryBuilder(others) { { "per_page", size.ToString(CultureInfo.InvariantCulture) }, { "page", page.ToString(CultureInfo.InvariantCulture) } };
        return $"{request.Scheme}://{request.Host}{request.Path}{query}";
    }
}
