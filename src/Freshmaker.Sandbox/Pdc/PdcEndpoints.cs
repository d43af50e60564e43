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
        routes.MapGet("/pdc/rest_api/v1/modules/", Modules);
        routes.MapGet("/pdc/rest_api/v1/modules/{uid}/", (string uid, PdcCatalogue catalogue) =>
            catalogue.All.FirstOrDefault(module => module.Uid == uid) is { } module ? Results.Json(module.ToJson()) : NotFound("Not found."));
        routes.MapGet("/pdc/rest_api/v1/release-component-relationships/", (HttpRequest request, PdcContainers containers) => List(request, containers.Relationships));
        routes.MapGet("/pdc/rest_api/v1/release-components/", (HttpRequest request, PdcContainers containers) => List(request, containers.Components));
        routes.MapGet("/pdc/rest_api/v1/release-components/{id:long}/", (long id, PdcContainers containers) =>
            containers.Find(id) is { } container ? Results.Json(PdcContainers.ToJson(container)) : NotFound("Not found."));
    }

    private static IResult Modules(HttpRequest request, PdcCatalogue catalogue)
    {
        PdcQuery? query = null;
        return List(request, given => (query = new PdcQuery(given)).Apply(catalogue.All).ToList(), some => Shown(some, query!));
    }

    private static IResult List(HttpRequest request, Func<IQueryCollection, IReadOnlyList<JsonObject>> find) => List(request, find, some => new JsonArray([.. some]));

    private static IResult List<T>(HttpRequest request, Func<IQueryCollection, IReadOnlyList<T>> find, Func<IEnumerable<T>, JsonArray> show)
    {
        try
        {
            var found = find(request.Query);
            return request.Query["page_size"].ToString() == "-1" ? Results.Json(show(found), Wire.Snake) : Page(request, found, show);
        }
        catch (PdcRefusal refusal)
        {
            return Results.Json(new JsonObject { [refusal.Key] = refusal.Key == "detail" ? refusal.Message : new JsonArray(refusal.Message) }, statusCode: 400);
        }
    }

    private static IResult Page<T>(HttpRequest request, IReadOnlyList<T> found, Func<IEnumerable<T>, JsonArray> show)
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
                ["results"] = show(found.Skip((page - 1) * size).Take(size)),
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
