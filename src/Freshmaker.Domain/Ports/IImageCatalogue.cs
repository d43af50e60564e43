using Freshmaker.Domain.Artifacts;

namespace Freshmaker.Domain.Ports;

/// <summary>
/// Knows which images contain what, and where they are published (Pyxis or Lightblue; behaviour.md §7.4, §7.8, §8.2–8.5). It reports what the catalogue
/// says; which of it counts is the planner's to decide. Records of the architectures of one build are put together. One planning run asks once for each
/// thing, so it sees one state of the world; nothing is kept between runs (behaviour.md D22, D24).
/// </summary>
/// <remarks>Throws <see cref="OutsideFault"/> when it cannot answer.</remarks>
public interface IImageCatalogue
{
    /// <summary>
    /// The same catalogue for one who wants to go on when a record cannot even be said to be of some image or repository: it is left out and told. Without that it
    /// is a fault. A record that is known to be of an image makes that image <see cref="ImageRecord.Unreadable"/> either way.
    /// </summary>
    /// <param name="unreadable">Called for each such record, by several threads at once.</param>
    IImageCatalogue Telling(Action<Fault> unreadable) => this;

    /// <summary>Repositories of the vendor.</summary>
    /// <param name="published">Only published ones.</param>
    /// <param name="categories">Only of these release categories (none for an empty list); null for all.</param>
    Task<IReadOnlyList<RepositoryRecord>> RepositoriesAsync(bool published, IReadOnlyCollection<string>? categories, CancellationToken ct);

    /// <summary>Single repositories by registry and path. Unknown ones are absent.</summary>
    Task<IReadOnlyList<RepositoryRecord>> RepositoriesByPathAsync(IReadOnlyCollection<(string Registry, string Path)> paths, CancellationToken ct);

    /// <summary>Images in these repositories that carry one of the tags, declare one of the content sets and contain one of the RPM names.</summary>
    /// <param name="rpmNames">Null for whatever they contain, which is then not told; of an empty list nothing is found.</param>
    /// <param name="contentSets">Null for any, also for none; of an empty list nothing is found.</param>
    /// <param name="published">Only as published in those repositories; otherwise published or not.</param>
    Task<IReadOnlyList<ImageRecord>> ContainingAsync(
        IReadOnlyCollection<string>? rpmNames, IReadOnlyCollection<string>? contentSets, IReadOnlyCollection<string> repositories,
        IReadOnlyCollection<string> tags, bool published, CancellationToken ct);

    /// <summary>Images by NVR. Unknown ones are absent.</summary>
    /// <param name="rpmNames">The RPM names of which installed versions are wanted; null for all of them (large). Empty: no manifest is read, and <see cref="ImageRecord.Rpms"/> is null.</param>
    Task<IReadOnlyDictionary<string, ImageRecord>> ByNvrAsync(IReadOnlyCollection<string> nvrs, IReadOnlyCollection<string>? rpmNames, CancellationToken ct);

    /// <summary>All published images of these packages (names of NVRs).</summary>
    Task<IReadOnlyList<ImageRecord>> PublishedAsync(IReadOnlyCollection<string> packages, IReadOnlyCollection<string> rpmNames, CancellationToken ct);
}

/// <summary>A repository in a registry.</summary>
/// <param name="Path">Such as <c>acme/web</c>.</param>
/// <param name="AutoRebuildTags">The tags whose images their owner wants rebuilt; without any, none.</param>
public sealed record RepositoryRecord(string Registry, string Path, bool Published, IReadOnlyList<string> AutoRebuildTags, IReadOnlyList<string> ReleaseCategories);

/// <summary>An image build as the catalogue has it.</summary>
/// <param name="Nvr">Of its Koji build; a record without one (built elsewhere) is not reported at all, but counted by its repository in logs.</param>
public sealed record ImageRecord(Nvr Nvr)
{
    /// <summary>Union over the architectures; empty when it declares none.</summary>
    public IReadOnlyList<string> ContentSets { get; init; } = [];
    public IReadOnlyList<PlacedImage> Places { get; init; } = [];

    /// <summary>Installed binary RPMs of the names asked for, over all architectures, each once. Null when the catalogue has no manifest, or no name was asked for.</summary>
    public IReadOnlyList<InstalledRpm>? Rpms { get; init; }

    /// <summary>The NVR of the image it is built on, when the catalogue knows it: as the catalogue says it, which may be no NVR at all.</summary>
    public string? ParentNvr { get; init; }
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>As RPM and Koji name them (<c>x86_64</c>), sorted.</summary>
    public IReadOnlyList<string> Arches { get; init; } = [];

    /// <summary>What is wrong with what the catalogue says of it. Nothing but its NVR is known then.</summary>
    public Fault? Unreadable { get; init; }

    /// <summary>When it was first published anywhere, if known.</summary>
    public DateTimeOffset? PublishedAt { get; init; }
}

/// <summary>An image in a repository.</summary>
public sealed record PlacedImage(string Registry, string Repository, bool Published, IReadOnlyList<string> Tags);

/// <summary>A binary RPM in an image.</summary>
/// <param name="SourceNvr">The source RPM that it was built from, if known.</param>
public sealed record InstalledRpm(Nvr Nvr, string? SourceNvr = null);
