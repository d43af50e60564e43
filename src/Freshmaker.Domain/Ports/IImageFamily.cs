using Freshmaker.Domain.Artifacts;

namespace Freshmaker.Domain.Ports;

/// <summary>Knows which images are built on an image (an image catalogue, by the parent that it notes with every image).</summary>
/// <remarks>Throws <see cref="OutsideFault"/> when it cannot answer.</remarks>
public interface IImageFamily
{
    /// <inheritdoc cref="IImageCatalogue.Telling"/>
    IImageFamily Telling(Action<Fault> unreadable) => this;

    /// <summary>
    /// Published images whose <see cref="ImageRecord.ParentNvr"/> is a build of the parent's name and version, of whatever release, with all their places. Which
    /// of them count is the handler's to decide. RPMs are not wanted. One that is <see cref="ImageRecord.Unreadable"/> may be one of them.
    /// </summary>
    Task<IReadOnlyList<ImageRecord>> ChildrenOfAsync(Nvr parent, CancellationToken ct);
}
