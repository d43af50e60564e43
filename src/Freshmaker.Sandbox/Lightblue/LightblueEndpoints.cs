using System.Text.Json;
using System.Text.Json.Nodes;
using Freshmaker.Sandbox.Control;
using Freshmaker.Sandbox.Reading;

namespace Freshmaker.Sandbox.Lightblue;

internal static class LightblueEndpoints
{
    public static void MapLightblue(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/lightblue/rest/data/find/{entity}/{version?}", AnswerAsync);

    private static async Task<IResult> AnswerAsync(string entity, HttpRequest request, LightblueDocuments documents, CancellationToken stop)
    {
        try
        {
            var body = await Body.ReadAsync(request, stop);
            if (Member(body, "objectType")?.GetString() is { } type && type != entity)
            {
                throw new LightblueError("rest:InvalidRequest", $"objectType is {type}, but the path says {entity}");
            }

            var found = documents.Find(entity, Member(body, "query") ?? throw new LightblueError("query-api:InvalidQuery", "query is missing"));
            var shown = new LightblueProjection(Member(body, "projection") ?? throw new LightblueError("query-api:InvalidProjection", "projection is missing"));
            var (from, to) = Range(body);
            return Results.Json(new JsonObject
            {
                ["status"] = "COMPLETE",
                ["modifiedCount"] = 0,
                ["matchCount"] = found.Count,
                ["processed"] = new JsonArray([.. found.Take(to).Skip(from).Select(document => document(shown))]),
            });
        }
        catch (LightblueError error)
        {
            return error.ToResult();
        }
        catch (Exception wrong) when (wrong is RefusedException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return new LightblueError("rest:InvalidRequest", wrong.Message).ToResult();
        }
    }

    // as Lightblue has it, both ends belong to the range, and without an order a range means nothing
    private static (int From, int To) Range(JsonElement body) => Member(body, "range") is not { } range ? (0, int.MaxValue)
        : Member(body, "sort") is { } sort && Member(sort, "_id")?.GetString() == "$asc"
            ? (range[0].GetInt32(), range[1].GetInt32() + 1)
            : throw new LightblueError("rest:InvalidRequest", "the sandbox knows a range with sort {\"_id\": \"$asc\"} only");

    private static JsonElement? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;
}
