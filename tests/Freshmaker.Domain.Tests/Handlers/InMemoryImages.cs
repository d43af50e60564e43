using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Ports;

namespace Freshmaker.Domain.Tests.Handlers;

/// <summary>Knows the images and repositories that the test tells it.</summary>
sealed class InMemoryImages : IImageFamily, IImageCatalogue
{
    public const string Registry = "registry.example.com";

    readonly List<RepositoryRecord> _repositories = [];
    readonly List<ImageRecord> _images = [];

    public InMemoryImages Repository(string path, bool published = true, params string[] autoRebuildTags)
    {
        _repositories.Add(new(Registry, path, published, autoRebuildTags, ["Generally Available"]));
        return this;
    }

    public InMemoryImages Image(string nvr, string? parent, params PlacedImage[] places)
    {
        _images.Add(new(Nvr.Parse(nvr)) { ParentNvr = parent, Places = places });
        return this;
    }

    public InMemoryImages Unreadable(string nvr, Fault fault)
    {
        _images.Add(new(Nvr.Parse(nvr)) { Unreadable = fault });
        return this;
    }

    public List<Fault> Untold { get; } = [];

    IImageFamily IImageFamily.Telling(Action<Fault> unreadable)
    {
        Untold.ForEach(unreadable);
        return this;
    }

    /// <summary>Also images of other parents: the handler has to tell them apart.</summary>
    public Task<IReadOnlyList<ImageRecord>> ChildrenOfAsync(Nvr parent, CancellationToken ct) => Task.FromResult<IReadOnlyList<ImageRecord>>(_images);

    public Task<IReadOnlyList<RepositoryRecord>> RepositoriesByPathAsync(IReadOnlyCollection<(string Registry, string Path)> paths, CancellationToken ct)
    {
        paths.ShouldBeUnique();
        return Task.FromResult<IReadOnlyList<RepositoryRecord>>([.. _repositories.Where(r => paths.Contains((r.Registry, r.Path)))]);
    }

    public Task<IReadOnlyList<RepositoryRecord>> RepositoriesAsync(bool published, IReadOnlyCollection<string>? categories, CancellationToken ct) => throw new NotSupportedException();

    public Task<IReadOnlyList<ImageRecord>> ContainingAsync(
        IReadOnlyCollection<string>? rpmNames, IReadOnlyCollection<string>? contentSets, IReadOnlyCollection<string> repositories,
        IReadOnlyCollection<string> tags, bool published, CancellationToken ct) => throw new NotSupportedException();

    public Task<IReadOnlyDictionary<string, ImageRecord>> ByNvrAsync(IReadOnlyCollection<string> nvrs, IReadOnlyCollection<string>? rpmNames, CancellationToken ct) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<ImageRecord>> PublishedAsync(IReadOnlyCollection<string> packages, IReadOnlyCollection<string> rpmNames, CancellationToken ct) =>
        throw new NotSupportedException();
}
