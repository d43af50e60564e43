using Freshmaker.Domain.Explaining;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Projections.Builds;

namespace Freshmaker.Host.Graphs;

/// <summary>The plan of a rebuild with what a picture says of each build.</summary>
/// <param name="Rebuild">The public number of the rebuild.</param>
/// <param name="Builds">By their places in the view.</param>
public sealed record PlanDrawing(long Rebuild, PlanView View, IReadOnlyList<DrawnBuild> Builds)
{
    public static PlanDrawing Of(long rebuild, IReadOnlyList<BuildRow> builds) => Of(rebuild, [.. builds.Select(DrawnBuild.Of)]);

    public static PlanDrawing Of(long rebuild, IReadOnlyList<DrawnBuild> builds) => new(
        rebuild, PlanView.Of([.. builds.Select(b => new PlanViewBuild(b.Key, b.Parents, b.BuiltOn))]), builds);

    public static string NameOf(DrawnBuild build) => build.Nvr ?? build.OriginalNvr ?? $"{build.Artifact}";

    /// <summary>The phase in a picture for people.</summary>
    public static string WordFor(BuildPhase phase) => Words[phase];

    static readonly Dictionary<BuildPhase, string> Words = Enum.GetValues<BuildPhase>().ToDictionary(p => p, p => p.ToString().ToLowerInvariant());

    /// <summary>Dark enough for white text (at least 4.5 to 1).</summary>
    public static string ColourOf(BuildPhase phase) => phase.ToState() switch
    {
        BuildState.Done => "#1a7f37",
        BuildState.Failed => "#b42318",
        BuildState.Canceled => "#57606a",
        BuildState.Build => "#0969da",
        _ => "#6b4d00",
    };
}
