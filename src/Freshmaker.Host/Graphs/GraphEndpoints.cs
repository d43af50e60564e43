using System.Globalization;
using Freshmaker.Host.Security;
using Freshmaker.Host.Security.Http;
using Freshmaker.Projections.Builds;

namespace Freshmaker.Host.Graphs;

/// <summary>Serves plans as graphs.</summary>
public static class GraphEndpoints
{
    /// <summary>Maps the pictures of a rebuild's plan.</summary>
    public static void MapPlanGraphs(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/api/rebuilds/{number}/graph.dot", (HttpContext http, string number, BuildQueries builds, CancellationToken ct) =>
            AnswerAsync(http, number, builds, plan => Results.Text(PlanDot.Of(plan), "text/vnd.graphviz; charset=utf-8"), ct)).WithName("PlanAsDot");
        endpoints.MapGet("/api/rebuilds/{number}/graph.svg", (HttpContext http, string number, BuildQueries builds, CancellationToken ct) =>
            AnswerAsync(http, number, builds, plan => Results.Bytes(PlanSvg.Of(plan), "image/svg+xml; charset=utf-8"), ct)).WithName("PlanAsSvg");
    }

    static async Task<IResult> AnswerAsync(HttpContext http, string number, BuildQueries builds, Func<PlanDrawing, IResult> draw, CancellationToken ct)
    {
        if (http.Require(Permission.Read) is { } refusal)
            return refusal;
        if (!long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var rebuild))
            return Results.Problem("The number of a rebuild must be a whole number.", statusCode: 404, title: "There is no such rebuild");
        return await builds.DrawnAsync(rebuild, ct) is { } found
            ? draw(PlanDrawing.Of(rebuild, found))
            : Results.Problem($"No rebuild has the number {rebuild}.", statusCode: 404, title: "There is no such rebuild");
    }
}
