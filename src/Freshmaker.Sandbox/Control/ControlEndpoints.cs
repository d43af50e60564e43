using Freshmaker.Sandbox.Faults;
using Freshmaker.Sandbox.Reading;

namespace Freshmaker.Sandbox.Control;

/// <summary>The sandbox's own API: look at the outside world, make things happen in it, make it go wrong.</summary>
internal static class ControlEndpoints
{
    public static void MapControl(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", () => Results.Redirect("/control/world"));
        var control = routes.MapGroup("/control").AddEndpointFilter(RefuseClearlyAsync);
        control.MapGet("/world", (WorldView view) => Results.Json(view.Show(), Wire.Camel));
        control.MapGet("/counters", (SandboxCounters counters) => Results.Json(counters.All, Wire.Camel));
        control.MapPost("/reset", async (SandboxReset reset, CancellationToken stop) =>
        {
            await reset.ResetAsync(stop);
            return Results.NoContent();
        });
        control.MapMessages();
        control.MapGit();
        control.MapModuleBuilds();
        control.MapImages();
        control.MapBodhi();
        control.MapComposes();
        control.MapAdvisories();
        control.MapKojiControl();
        control.MapFaults();
    }

    private static void MapFaults(this RouteGroupBuilder control)
    {
        control.MapGet("/faults", (FaultBoard faults) => Results.Json(faults.All, Wire.Camel));
        control.MapPut("/faults/{system}", async (string system, HttpRequest request, FaultBoard faults, CancellationToken stop) =>
        {
            faults.Set(system, FaultReader.Read(system, await Body.ReadAsync(request, stop)));
            return Results.Json(faults.All, Wire.Camel);
        });
        control.MapDelete("/faults/{system}", (string system, FaultBoard faults) =>
        {
            faults.Clear(FaultBoard.Systems.Contains(system) ? system : throw new RefusedException("system", $"must be one of {string.Join(", ", FaultBoard.Systems)}"));
            return Results.NoContent();
        });
    }

    private static async ValueTask<object?> RefuseClearlyAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (RefusedException refused)
        {
            return Results.Problem(
                refused.Message,
                statusCode: StatusCodes.Status400BadRequest,
                title: "Refused",
                extensions: new Dictionary<string, object?> { ["field"] = refused.Field, ["rule"] = refused.Rule });
        }
    }
}
