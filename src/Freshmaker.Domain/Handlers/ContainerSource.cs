using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Handlers;

/// <summary>Containers that are built from the tip of their own source, replacing no build by name (behaviour.md O4, O5).</summary>
static class ContainerSource
{
    /// <summary>Their dist-git namespace.</summary>
    public const string Namespace = "container";

    /// <summary>The release whose builds come from a branch: dist-git calls the next one master or main, Koji and Bodhi rawhide.</summary>
    public static string ReleaseOf(string branch) => branch is "master" or "main" ? "rawhide" : branch;

    /// <summary>A build of a commit. As the existing system's, it is no isolated one, and Koji chooses its release.</summary>
    public static PlannedBuild Build(string name, string branch, string revision, Reason cause) => new(
        Artifact.Image(name, branch),
        new ImageRecipe
        {
            Repository = $"{Namespace}/{name}",
            Revision = revision,
            GitBranch = branch,
            Target = $"{ReleaseOf(branch)}-container-candidate",
            Isolated = false,
        },
        [], [], cause)
    {
        Because = RebuildReason.DirectlyAffected,
    };
}
