using Freshmaker.Domain.Artifacts;

namespace Freshmaker.Domain.Ports;

/// <summary>What Koji knows of builds that exist (behaviour.md §7.1). One planning run asks for many at once.</summary>
/// <remarks>Throws <see cref="OutsideFault"/> when it cannot answer.</remarks>
public interface IImageBuilds
{
    /// <summary>
    /// Image builds by NVR, with few calls for many. An NVR that Koji does not know is absent; of one that it cannot read only the
    /// <see cref="ImageBuildRecord.Problem"/> is known.
    /// </summary>
    Task<IReadOnlyDictionary<string, ImageBuildRecord>> ByNvrAsync(IReadOnlyCollection<string> nvrs, CancellationToken ct);

    /// <summary>Binary RPM names of RPM builds, by the builds' NVRs.</summary>
    Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> RpmNamesAsync(IReadOnlyCollection<string> buildNvrs, CancellationToken ct);

    /// <summary>For RPM builds by NVR: the tags each has, and for each tag the newest build of its package in it.</summary>
    Task<IReadOnlyDictionary<string, IReadOnlyList<TaggedBuild>>> TagsAsync(IReadOnlyCollection<string> buildNvrs, CancellationToken ct);
}

/// <summary>A tag of a build, and the NVR that is latest of its package in that tag.</summary>
public sealed record TaggedBuild(string Tag, string? LatestNvr);

/// <summary>An image build as Koji has it. What is missing there is null or empty here; the planner says what that means.</summary>
public sealed record ImageBuildRecord(Nvr Nvr, long BuildId)
{
    /// <summary>Why Koji could not say more of it, with the call and Koji's words: nothing else here is known then. Null when it could.</summary>
    public string? Problem { get; init; }

    /// <summary>The task that made it: its own, else <c>extra.container_koji_task_id</c>.</summary>
    public long? TaskId { get; init; }

    /// <summary>It was made from a file system task: a base image.</summary>
    public bool IsBaseImage { get; init; }

    /// <summary>dist-git repository with namespace, from the source of the build or else of its task; null when neither can be read.</summary>
    public string? Repository { get; init; }

    /// <summary>The commit; null when the source names a branch instead.</summary>
    public string? Revision { get; init; }

    /// <summary>Branch and target of its task's request.</summary>
    public string? GitBranch { get; init; }
    public string? Target { get; init; }

    /// <summary>The image of its final stage, if it has one that Koji knows.</summary>
    public string? ParentNvr { get; init; }

    /// <summary>All images that its stages are built from, the final one's included.</summary>
    public IReadOnlyList<string> StageParents { get; init; } = [];

    /// <summary>ODCS's ids of the composes it was built with.</summary>
    public IReadOnlyList<long> Composes { get; init; } = [];
    public bool Flatpak { get; init; }

    /// <summary>Architectures of its image archives, sorted.</summary>
    public IReadOnlyList<string> Arches { get; init; } = [];
}
