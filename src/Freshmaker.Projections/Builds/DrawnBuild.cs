using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Rebuilds;

namespace Freshmaker.Projections.Builds;

/// <summary>A build as the picture of its plan shows it: plans have thousands, so nothing else is read for that.</summary>
/// <param name="Parents">Keys of the builds that must be done first.</param>
/// <param name="BuiltOn">The key of the one of them whose result it is built on.</param>
public sealed record DrawnBuild(string Key, Artifact Artifact, BuildPhase Phase, string? OriginalNvr, string? Nvr, IReadOnlyList<string> Parents, string? BuiltOn)
{
    public static DrawnBuild Of(BuildRow b) => new(b.Key, b.Artifact, b.Phase, b.OriginalNvr, b.Nvr, b.Parents, (b.Recipe as ImageRecipe)?.ParentBuild);
}
