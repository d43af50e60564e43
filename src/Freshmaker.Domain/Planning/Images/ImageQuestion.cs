using Freshmaker.Domain.Artifacts;

namespace Freshmaker.Domain.Planning.Images;

/// <summary>What changed, and for whom a rebuild is wanted.</summary>
/// <param name="Fix">What fixes it, as people call it: <c>RHSA-2031:0042</c>.</param>
/// <param name="Rpms">The fixed binary RPMs, of all streams.</param>
/// <param name="ContentSets">Where they are published.</param>
public sealed record ImageQuestion(string Fix, IReadOnlyList<Nvr> Rpms, IReadOnlyCollection<string> ContentSets)
{
    public ImagePlanningOptions Options { get; init; } = new();

    /// <summary>NVRs of the only images that may start a rebuild; all affected ones when empty.</summary>
    public IReadOnlyList<string> Leaves { get; init; } = [];

    /// <summary>Only images that are published count.</summary>
    public bool PublishedOnly { get; init; } = true;

    /// <summary>NVRs that were rebuilt before and are left alone, with what replaced them. They still can be parents.</summary>
    public IReadOnlyDictionary<string, string> Skip { get; init; } = new Dictionary<string, string>();

    /// <summary>NVRs that an earlier rebuild, which this one continues, has built, with what replaced them: that is what children are built on.</summary>
    public IReadOnlyDictionary<string, string> Reuse { get; init; } = new Dictionary<string, string>();
}

/// <summary>RPMs that no content set carries yet.</summary>
/// <param name="Builds">NVRs of their source builds.</param>
/// <param name="Tags">The tags of each build; a build without is in none.</param>
/// <param name="RpmNames">The names of the binary RPMs of each build.</param>
public sealed record UnshippedRpms(
    IReadOnlyList<string> Builds, IReadOnlyDictionary<string, IReadOnlyList<Ports.TaggedBuild>> Tags, IReadOnlyDictionary<string, IReadOnlyList<string>> RpmNames);
