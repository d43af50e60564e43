using System.Globalization;
using System.Text.Json.Nodes;
using Freshmaker.Sandbox.Reading;
using Microsoft.AspNetCore.Http.Extensions;

namespace Freshmaker.Sandbox.Pdc;

internal static class PdcEndpoints
{
    private const int UsualPageSize = 20;
    private const int LargestPageSize = 100;

    public static void MapPdc(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/pdc/rest_api/v1/modules/", List);
        routes.MapGet("/pdc/rest_api/v1/modules/{uid}/", (string uid, PdcCatalogue catalogue) =>
            catalogue.All.FirstOrDefault(module => module.Uid == uid) is { } module ? Results.Json(module.ToJson()) : NotFound("Not found."));
    }

    private static IResult List(HttpRequest request, PdcCatalogue catalogue)
    {
        try
        {
            var query = new PdcQuery(request.Query);
            var found = query.Apply(catalogue.All).ToList();
            return request.Query["page_size"].ToString() == "-1"
                ? Results.Json(Shown(found, query), Wire.Snake)
                : Page(request, query, found);
        }
        catch (PdcRefusal refusal)
        {
            return Results.Json(new JsonObject { [refusal.Key] = refusal.Key == "detail" ? refusal.Message : new JsonArray(refusal.Message) }, statusCode: 400);
        }
    }

    private static IResult Page(HttpRequest request, PdcQuery query, List<PdcModule> found)
    {
        var size = Number(request, "page_size") is { } wanted and > 0 ? Math.Min(wanted, LargestPageSize) : UsualPageSize;
        var pages = Math.Max(1, (found.Count + size - 1) / size);
        var page = request.Query["page"].ToString() switch { "" => 1, "last" => pages, _ => Number(request, "page") ?? 0 };
        return page < 1 || page > pages
            ? NotFound("Invalid page.")
            : Results.Json(new JsonObject
            {
                ["count"] = found.Count,
                ["next"] = page < pages ? Link(request, page + 1) : null,
                ["previous"] = page > 1 ? Link(request, page - 1) : null,
                ["results"] = Shown(found.Skip((page - 1) * size).Take(size), query),
            });
    }

    private static JsonArray Shown(IEnumerable<PdcModule> modules, PdcQuery query) =>
        new([.. modules.Select(module =>
        {
            var json = module.ToJson();
            foreach (var hidden in query.ShownFields.Count == 0 ? [] : json.Select(field => field.Key).Except(query.ShownFields).ToList())
            {
                json.Remove(hidden);
            }

            return json;
        })]);

    private static string Link(HttpRequest request, int page)
    {
        var others = request.Query.Where(entry => entry.Key != "page").SelectMany(entry => entry.Value, (entry, value) => KeyValuePair.Create(entry.Key, value ?? ""));
        var query = new QueryBuilder(others) { { "page", page.ToString(CultureInfo.InvariantCulture) } };
        return $"{request.Scheme}://{request.Host}{request.Path}{query}";
    }

    private static int? Number(HttpRequest request, string name) =>
        int.TryParse(request.Query[name].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static IResult NotFound(string detail) => Results.Json(new { detail }, statusCode: 404);
}
