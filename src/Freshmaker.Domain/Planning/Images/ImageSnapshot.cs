using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Ports;

namespace Freshmaker.Domain.Planning.Images;

/// <summary>The world as one planning run sees it. What is missing in it is unknown, not nothing.</summary>
public sealed record ImageSnapshot
{
    /// <summary>The catalogue's images by NVR: those that may be affected, and what they are built on. Their RPMs are those of the names asked for.</summary>
    public IReadOnlyDictionary<string, ImageRecord> Images { get; init; } = new Dictionary<string, ImageRecord>();

    /// <summary>NVRs of the images that the catalogue named when asked which contain the RPMs.</summary>
    public IReadOnlyCollection<string> Candidates { get; init; } = [];

    /// <summary>Koji's builds by NVR.</summary>
    public IReadOnlyDictionary<string, ImageBuildRecord> Builds { get; init; } = new Dictionary<string, ImageBuildRecord>();

    /// <summary>The repositories that count.</summary>
    public IReadOnlyList<RepositoryRecord> Repositories { get; init; } = [];

    /// <summary>Repositories that do not count, as far as anyone asked: they tell why an image in them is left alone.</summary>
    public IReadOnlyList<RepositoryRecord> OtherRepositories { get; init; } = [];

    /// <summary>Images that contain the RPMs wherever they are, and are no candidates. They are not among <see cref="Images"/> for that.</summary>
    public IReadOnlyList<ImageRecord> Bystanders { get; init; } = [];

    /// <summary>All published builds of the packages whose fix may be published already.</summary>
    public IReadOnlyList<ImageRecord> Published { get; init; } = [];

    /// <summary>The composes that the images were built with, by ODCS's ids.</summary>
    public IReadOnlyDictionary<long, ComposeProgress> Composes { get; init; } = new Dictionary<long, ComposeProgress>();

    /// <summary>Why others of those could not be read, by ODCS's ids, though ODCS answered otherwise.</summary>
    public IReadOnlyDictionary<long, Fault> UnreadComposes { get; init; } = new Dictionary<long, Fault>();

    /// <summary>Unpublished images by NVR, with all their RPMs.</summary>
    public IReadOnlyDictionary<string, ImageRecord> Manifests { get; init; } = new Dictionary<string, ImageRecord>();

    /// <summary>With more images, as far as they are not known.</summary>
    public ImageSnapshot With(IReadOnlyCollection<ImageRecord> images)
    {
        if (images.Count == 0)
            return this;
        var all = new Dictionary<string, ImageRecord>(Images);
        foreach (var image in images)
            all.TryAdd($"{image.Nvr}", image);
        return this with { Images = all };
    }
}
