using System.Text.Json.Nodes;
using Freshmaker.Sandbox.Faults;
using Freshmaker.Sandbox.World.Images.Catalogue;
using GraphQL;
using GraphQL.SystemTextJson;
using GraphQL.Transport;

namespace Freshmaker.Sandbox.Pyxis;

internal static class PyxisEndpoints
{
    private static readonly GraphQLSerializer Serializer = new();
    private static readonly DocumentExecuter Executer = new();

    public static void MapPyxis(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/pyxis/graphql", AnswerAsync);
        routes.MapGet("/pyxis/v1/images/id/{id}/rpm-manifest", Manifest);
    }

    private static async Task AnswerAsync(HttpContext context, PyxisSchema schema)
    {
        GraphQLRequest? request;
        try
        {
            request = await Serializer.ReadAsync<GraphQLRequest>(context.Request.Body, context.RequestAborted);
        }
        catch (System.Text.Json.JsonException)
        {
            request = null;
        }

        var result = request is null ? new ExecutionResult { Errors = [new("The body must be a GraphQL request.")] } : await Executer.ExecuteAsync(new ExecutionOptions
        {
            Schema = schema.Schema,
            Query = request.Query,
            Variables = request.Variables,
            OperationName = request.OperationName,
            CancellationToken = context.RequestAborted,
            UserContext = HttpFaults.IsBusy(context) ? new Dictionary<string, object?> { [PyxisSchema.Busy] = true } : [],
        });
        context.Response.StatusCode = result.Executed ? 200 : 400;
        context.Response.ContentType = "application/json";
        await Serializer.WriteAsync(context.Response.Body, result, context.RequestAborted);
    }

    private static IResult Manifest(string id, CatalogueIndex index) => index.Get(id) is { Image.Rpms: not null } record
        ? Results.Json(new JsonObject
        {
            ["image_id"] = record.Id,
            ["rpms"] = new JsonArray([.. PyxisRpm.Of(record, index).Select(rpm => new JsonObject
            {
                ["name"] = rpm.Name,
                ["nvra"] = rpm.Nvra,
                ["srpm_name"] = rpm.SrpmName,
                ["srpm_nevra"] = rpm.SrpmNevra,
            })]),
        })
        : Results.Json(new { status = 404, title = "Not Found", detail = "The requested resource was not found." }, statusCode: 404);
}
