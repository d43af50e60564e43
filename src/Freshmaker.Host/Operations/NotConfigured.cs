using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Ports;

namespace Freshmaker.Host.Operations;

/// <summary>
/// Stands for the systems that images need, where they are not configured. Handlers that need them are then off, so only what a rebuild planned before the
/// configuration was changed meets this.
/// </summary>
sealed class NotConfigured : IImageBuildSystem, IImageBuilds, IComposes, IImageCatalogue, IAdvisories, IContentSets, IImageFamily
{
    static OutsideFault Missing(string system, string key) => new(system, "any call", $"is not configured ({key} is not given)");

    static OutsideFault Koji => Missing("Koji", "Freshmaker:Koji:HubUrl");
    static OutsideFault Odcs => Missing("ODCS", "Freshmaker:Odcs:Url");
    static OutsideFault Catalogue => Missing("the image catalogue", "Freshmaker:ImageCatalogue");
    static OutsideFault Errata => Missing("Errata", "Freshmaker:Errata:Url");

    public Task<IReadOnlyList<TaskProgress>> FindAsync(ImageBuildRequest request, DateTimeOffset askedAfter, CancellationToken ct) => throw Koji;
    Task<TaskReport> IImageBuildSystem.LookAsync(IReadOnlyCollection<long> taskIds, CancellationToken ct) => throw Koji;
    public Task<ImageSubmission> SubmitAsync(ImageBuildRequest request, CancellationToken ct) => throw Koji;
    public Task CancelAsync(long taskId, CancellationToken ct) => throw Koji;
    public Task<BuiltImage?> ResultAsync(long taskId, CancellationToken ct) => throw Koji;
    public Uri UrlOf(long taskId) => new("about:blank");
    Task<IReadOnlyDictionary<string, ImageBuildRecord>> IImageBuilds.ByNvrAsync(IReadOnlyCollection<string> nvrs, CancellationToken ct) => throw Koji;
    public Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> RpmNamesAsync(IReadOnlyCollection<string> buildNvrs, CancellationToken ct) => throw Koji;
    public Task<IReadOnlyDictionary<string, IReadOnlyList<TaggedBuild>>> TagsAsync(IReadOnlyCollection<string> buildNvrs, CancellationToken ct) => throw Koji;

    Task<ComposeReport> IComposes.LookAsync(IReadOnlyCollection<long> ids, CancellationToken ct) => throw Odcs;
    public Task<ComposeProgress?> FindAsync(ComposeRequest request, DateTimeOffset askedAfter, CancellationToken ct) => throw Odcs;
    public Task<ComposeAnswer> RequestAsync(ComposeRequest request, CancellationToken ct) => throw Odcs;
    public Task<ComposeAnswer> RenewAsync(long id, CancellationToken ct) => throw Odcs;

    public Task<IReadOnlyList<RepositoryRecord>> RepositoriesAsync(bool published, IReadOnlyCollection<string>? categories, CancellationToken ct) => throw Catalogue;
    public Task<IReadOnlyList<RepositoryRecord>> RepositoriesByPathAsync(IReadOnlyCollection<(string Registry, string Path)> paths, CancellationToken ct) => throw Catalogue;

    public Task<IReadOnlyList<ImageRecord>> ContainingAsync(
        IReadOnlyCollection<string>? rpmNames, IReadOnlyCollection<string>? contentSets, IReadOnlyCollection<string> repositories, IReadOnlyCollection<string> tags,
        bool published, CancellationToken ct) => throw Catalogue;

    Task<IReadOnlyDictionary<string, ImageRecord>> IImageCatalogue.ByNvrAsync(
        IReadOnlyCollection<string> nvrs, IReadOnlyCollection<string>? rpmNames, CancellationToken ct) => throw Catalogue;

    public Task<IReadOnlyList<ImageRecord>> PublishedAsync(IReadOnlyCollection<string> packages, IReadOnlyCollection<string> rpmNames, CancellationToken ct) => throw Catalogue;

    public Task<AdvisoryRecord?> GetAsync(long id, CancellationToken ct) => throw Errata;
    public Task<AdvisoryContent> ContentAsync(long id, CancellationToken ct) => throw Errata;
    public Task<IReadOnlyDictionary<string, string>> OfRepositoriesAsync(IReadOnlyCollection<string> repositoryIds, CancellationToken ct) =>
        throw Missing("Pulp", "Freshmaker:Pulp:Url");
    public Task<IReadOnlyList<ImageRecord>> ChildrenOfAsync(Nvr parent, CancellationToken ct) => throw Catalogue;
}
