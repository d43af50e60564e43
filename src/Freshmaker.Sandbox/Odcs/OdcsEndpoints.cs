using System.Globalization;
using System.Text.Json;

namespace Freshmaker.Sandbox.Odcs;

internal static class OdcsEndpoints
{
    private const string Path = "/odcs/api/1/composes/";

    public static void MapOdcs(this IEndpointRouteBuilder routes)
    {
        var odcs = routes.MapGroup("").AddEndpointFilter(RefuseAsync);
        odcs.MapGet(Path, ComposeListing.List);
        odcs.MapGet(Path + "{id:long}", (long id, Composes composes, SandboxUrls urls) => Results.Json(Known(composes, id).ToJson(urls.Odcs)));
        odcs.MapPost(Path, async (HttpRequest request, Composes composes, ComposeRunner runner, SandboxCounters counters, SandboxUrls urls, CancellationToken stop) =>
        {
            var (content, life, key) = ComposeRequests.Read(await BodyAsync(request, stop) ?? throw new OdcsRefusal(400, "No JSON POST data submitted"));
            var compose = composes.Add(content, life);
            counters.Count("odcs.accepted");
            counters.Count($"odcs.accepted.{key}");
            runner.Start(compose);
            return Results.Json(compose.ToJson(urls.Odcs));
        });
        odcs.MapPatch(Path + "{id:long}", async (long id, HttpRequest request, Composes composes, ComposeRunner runner, SandboxCounters counters, SandboxUrls urls, CancellationToken stop) =>
        {
            var life = ComposeRequests.Life(await BodyAsync(request, stop) ?? default);
            // what is not ready yet is refused like what is not there
            var before = composes.Find(id) is { State: not (ComposeState.Wait or ComposeState.Generating) } found ? found : throw new OdcsRefusal(404, $"No compose with id {id} found");
            if (composes.Extend(id, life) is { } extended)
            {
                counters.Count("odcs.extended");
                return Results.Json(extended.ToJson(urls.Odcs));
            }

            var again = composes.Add(before.Content, life);
            counters.Count("odcs.regenerated");
            runner.Start(again);
            return Results.Json(again.ToJson(urls.Odcs));
        });
        odcs.MapGet("/odcs/api/1/about/", () => Results.Json(new { version = "0.8.2", auth_backend = "openidc", allowed_clients = new { }, raw_config_urls = new { }, sigkeys = Array.Empty<string>() }));
    }

    private static Compose Known(Composes composes, long id) => composes.Find(id) ?? throw new OdcsRefusal(404, "No such compose found.");

    private static async ValueTask<object?> RefuseAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var services = context.HttpContext.RequestServices;
        var (options, counters) = (services.GetRequiredService<SandboxOptions>(), services.GetRequiredService<SandboxCounters>());
        if (!HttpMethods.IsGet(context.HttpContext.Request.Method) && options.OdcsToken is { } token && context.HttpContext.Request.Headers.Authorization != $"Bearer {token}")
        {
            counters.Count("odcs.unauthorized");
            return OdcsError.Unauthorized();
        }

        try
        {
            return await next(context);
        }
        catch (OdcsRefusal refusal)
        {
            counters.Count("odcs.refused");
            return OdcsError.Of(refusal.Status, refusal.Message);
        }
    }

    private static async Task<JsonElement?> BodyAsync(HttpRequest request, CancellationToken stop)
    {
        using var bytes = new MemoryStream();
        await request.Body.CopyToAsync(bytes, stop);
        if (bytes.Length == 0)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(bytes.ToArray());
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : throw new OdcsRefusal(400, "No JSON POST data submitted");
        }
        catch (JsonException broken)
        {
            throw new OdcsRefusal(400, string.Create(CultureInfo.InvariantCulture, $"Failed to decode JSON object: {broken.Message}"));
        }
    }
}
