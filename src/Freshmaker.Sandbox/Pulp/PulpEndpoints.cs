using System.Text.Json;
using System.Text.Json.Nodes;
using Freshmaker.Sandbox.World;

namespace Freshmaker.Sandbox.Pulp;

/// <summary>Pulp 2, as far as repositories can be searched by id.</summary>
internal static class PulpEndpoints
{
    public static void MapPulp(this IEndpointRouteBuilder routes) => routes.MapPost("/pulp/api/v2/repositories/search/", SearchAsync);

    private static async Task<IResult> SearchAsync(HttpRequest request, WorldFile world, CancellationToken stop)
    {
        try
        {
            using var body = await JsonDocument.ParseAsync(request.Body, cancellationToken: stop);
            var ids = body.RootElement.GetProperty("criteria").GetProperty("filters").GetProperty("id").GetProperty("$in").EnumerateArray().Select(id => id.GetString()).ToHashSet();
            return Results.Json(new JsonArray([.. world.Images.PulpRepositories.Where(repository => ids.Contains(repository.Id)).Select(repository => Json(repository.Id, repository.ContentSet))]));
        }
        catch (Exception unusable) when (unusable is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return Results.Json(new { http_status = 400, error_message = "Missing or invalid values for: criteria", http_request_method = "POST" }, statusCode: 400);
        }
    }

    private static JsonObject Json(string id, string? contentSet) => new()
    {
        ["id"] = id,
        ["_href"] = $"/pulp/api/v2/repositories/{id}/",
        ["notes"] = contentSet is null ? new JsonObject { ["_repo-type"] = "rpm-repo" } : new JsonObject { ["_repo-type"] = "rpm-repo", ["content_set"] = contentSet },
    };
}
