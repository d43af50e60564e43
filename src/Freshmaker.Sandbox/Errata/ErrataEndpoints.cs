using System.Text.Json.Nodes;
using Freshmaker.Sandbox.World.Images;

namespace Freshmaker.Sandbox.Errata;

/// <summary>The Errata Tool's API, version 1, and of its older one what that lacks.</summary>
internal static class ErrataEndpoints
{
    private const string New = "/errata/api/v1/";
    private const string Old = "/errata/";

    public static void MapErrata(this IEndpointRouteBuilder routes)
    {
        routes.MapAdvisory(New + "erratum/{id:long}", ErrataShapes.Erratum);
        routes.MapAdvisory(New + "erratum/{id:long}/builds_by_cve", ErrataShapes.BuildsByCve);
        routes.MapAdvisory(Old + "advisory/{id:long}.json", ErrataShapes.Advisory);
        routes.MapAdvisory(Old + "advisory/{id:long}/builds.json", ErrataShapes.Builds);
        routes.MapAdvisory(Old + "advisory/{id:long}/bugs.json", ErrataShapes.Bugs);
        routes.MapAdvisory(Old + "advisory/{id:long}/jira_issues.json", (_, _) => new JsonArray());
        routes.MapAdvisory(Old + "errata/get_pulp_packages/{id:long}.json", ErrataShapes.PulpPackages);
        routes.MapGet(New + "releases/{id:int}", (int id, Advisories advisories) => advisories.Release(id) is { } name
            ? Results.Json(new { data = new { id, type = "releases", attributes = new { name, description = name, type = "Zstream" } } })
            : NotFound("release", id));
        routes.MapGet(Old + "products/{id:int}.json", (int id, Advisories advisories) => advisories.Product(id) is { } name
            ? Results.Json(new { product = new { id, short_name = name, name } })
            : NotFound("product", id));
    }

    private static void MapAdvisory(this IEndpointRouteBuilder routes, string path, Func<WorldAdvisory, Advisories, JsonNode> shape) =>
        routes.MapGet(path, (long id, Advisories advisories) =>
            advisories.Find(id) is { } advisory ? Results.Json(shape(advisory, advisories)) : NotFound("errata", id));

    private static IResult NotFound(string what, long id) => Results.Json(new { error = $"Couldn't find {what} with id {id}" }, statusCode: 404);
}
