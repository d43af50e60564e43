using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Reasons;

namespace Freshmaker.Bench;

/// <summary>An image as the plan of an advisory has it.</summary>
static class PlannedImage
{
    /// <param name="parent">The NVR that it is built on, itself in the plan.</param>
    /// <param name="cause">Without one: an affected package is in it.</param>
    public static PlannedBuild Of(string repository, string nvr, string? parent, Reason? cause = null) => new(
        Artifact.Image(Nvr.Parse(nvr)),
        new ImageRecipe
        {
            Repository = repository,
            Revision = "0d3a9c1f0d3a9c1f0d3a9c1f0d3a9c1f0d3a9c1f",
            GitBranch = "acme-9",
            Target = "acme-9-candidate",
            OriginalNvr = nvr,
            ParentNvr = parent,
            ParentBuild = parent is null ? null : PlannedBuild.KeyOfImage(parent),
            MustContain = ["libstone-1.2-4.el9"],
        },
        parent is null ? [] : [PlannedBuild.KeyOfImage(parent)], [], cause ?? Affected)
    {
        Because = RebuildReason.DirectlyAffected,
    };

    static Reason Affected => Reason.Of(ReasonCode.ContainsAffectedRpm, ("fix", "RHSA-2026:9001"), ("installed", "libstone-1.2-3.el9"), ("needed", "libstone-1.2-4.el9"));
}
