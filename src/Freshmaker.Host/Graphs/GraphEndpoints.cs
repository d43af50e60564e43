using System.Globalization;
using Freshmaker.Projections.Builds;

namespace Freshmaker.Host.Graphs;

/// <summary>Serves plans as graphs.</summary>
public static class GraphEndpoints
{
    /// <summary>Maps the pictures of a rebuild's plan.</summary>
    public static void MapPlanGraphs(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/api/rebuilds/{number}/graph.dot", (string number, BuildQueries builds, CancellationToken ct) =>
            AnswerAsync(number, builds, plan => Results.Text(PlanDot.Of(plan), "text/vnd.graphviz; charset=utf-8"), ct)).WithName("PlanAsDot");
        endpoints.MapGet("/api/rebuilds/{number}/graph.svg", (string number, BuildQueries builds, CancellationToken ct) =>
            AnswerAsync(number, builds, plan => Results.Text(PlanSvg.Of(plan), "image/svg+xml; charset=utf-8"), ct)).WithName("PlanAsSvg");
    }

    static async Task<IResult> AnswerAsync(string number, BuildQueries builds, Func<PlanDrawing, IResult> draw, CancellationToken ct)
    {
        if (!long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var rebuild))
            return Results.Problem("The number of a rebuild must be a whole number.", statusCode: 404, title: "There is no such rebuild");
        return await builds.OfRebuildAsync(rebuild, ct) is { } found
            ? draw(PlanDrawing.Of(rebuild, found))
            : Results.Problem($"No rebuild has the number {rebuild}.", statusCode: 404, title: "There is no such rebuild");
    }
}
