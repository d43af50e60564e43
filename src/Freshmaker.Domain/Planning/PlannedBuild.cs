using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Planning;

/// <summary>One artifact that a plan wants rebuilt.</summary>
/// <param name="Artifact">What.</param>
/// <param name="Recipe">From what.</param>
/// <param name="Parents">Keys of the builds that must be done first: of the same plan, or planned before by another handler.</param>
/// <param name="Prerequisites">What must be prepared before it can be built.</param>
/// <param name="Cause">Why.</param>
public sealed record PlannedBuild(
    Artifact Artifact, Recipe Recipe, IReadOnlyList<string> Parents, IReadOnlyList<Prerequisite> Prerequisites, Reason Cause)
{
    /// <summary>The build's key within its rebuild: its artifact's, since a rebuild builds each artifact once.</summary>
    public string Key => Artifact.Key;
}

/// <summary>An artifact that was considered and left alone.</summary>
/// <param name="Artifact">What.</param>
/// <param name="Reason">The rule that decided, with the values it saw.</param>
public sealed record Exclusion(Artifact Artifact, Reason Reason);
