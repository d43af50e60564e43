using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Http;
using Freshmaker.Integrations.Images;
using static Freshmaker.Integrations.Pyxis.PyxisFilter;

namespace Freshmaker.Integrations.Pyxis;

/// <summary>
/// Pyxis's GraphQL (behaviour.md §7.4). A search asks for builds only and their records are asked for by NVR afterwards: a record that the search does not
/// find (another architecture, with other content sets) belongs to the build all the same.
/// </summary>
internal sealed class PyxisImageCatalogue(PyxisClient pyxis, PyxisOptions options, Action<Fault>? unreadable = null)
    : SearchedCatalogue(options.MaxRecords, options.NamesPerQuery, options.Limits.MaxConcurrency), IImageCatalogue, IImageFamily
{
    readonly Unread _unread = new(unreadable);
    readonly PyxisImages _images = new(pyxis, options, new(unreadable));

    IImageCatalogue IImageCatalogue.Telling(Action<Fault> unreadable) => new PyxisImageCatalogue(pyxis, options, unreadable);

    IImageFamily IImageFamily.Telling(Action<Fault> unreadable) => new PyxisImageCatalogue(pyxis, options, unreadable);

    public Task<IReadOnlyList<RepositoryRecord>> RepositoriesAsync(bool published, IReadOnlyCollection<string>? categories, CancellationToken ct)
    {
        if (categories is { Count: 0 })
            return Task.FromResult<IReadOnlyList<RepositoryRecord>>([]);
        List<object> filters = [Is("vendor_label", options.VendorLabel)];
        if (published)
            filters.Add(Is("published", true));
        if (categories is not null)
            filters.Add(In("release_categories", categories));
        return FindRepositoriesAsync(And(filters), "of the vendor", Budget(), ct);
    }

    public async Task<IReadOnlyList<ImageRecord>> ContainingAsync(
        IReadOnlyCollection<string>? rpmNames, IReadOnlyCollection<string>? contentSets, IReadOnlyCollection<string> repositories,
        IReadOnlyCollection<string> tags, bool published, CancellationToken ct)
    {
        if (rpmNames is { Count: 0 } || contentSets is { Count: 0 } || tags.Count == 0)
            return [];
        var budget = Budget();
        // From the most specific condition to the least: Pyxis looks at them in this order.
        var found = await AskAsync(repositories.Distinct(StringComparer.Ordinal), options.RepositoriesPerQuery, (part, stop) => _images.BuildsAsync(
            And(
            [
                Some("repositories", [.. published ? [Is("published", true)] : Array.Empty<object>(), In("repository", part), Some("tags", In("name", tags))]),
                .. contentSets is null ? Array.Empty<object>() : [In("content_sets", contentSets)],
                .. rpmNames is null ? Array.Empty<object>() : [Of("rpm_manifest", Of("rpms", In("name", rpmNames)))],
            ]),
            options.RpmPageSize, $"{(rpmNames is null ? "" : "with the RPMs ")}in {part.Length} repositories from {part[0]}", budget, stop), ct);
        return Sorted(await ByNvrAsync([.. found.SelectMany(part => part.Records)], rpmNames ?? [], ct));
    }

    public override async Task<IReadOnlyDictionary<string, ImageRecord>> ByNvrAsync(IReadOnlyCollection<string> nvrs, IReadOnlyCollection<string>? rpmNames, CancellationToken ct)
    {
        var (budget, names) = (Budget(), rpmNames?.ToHashSet(StringComparer.Ordinal));
        var found = await AskByNameAsync(nvrs.Distinct(StringComparer.Ordinal), (part, stop) => _images.RecordsAsync(part, names, budget, stop), ct);
        return ImageMerge.ByNvr(found.SelectMany(part => part.Records));
    }

    public async Task<IReadOnlyList<ImageRecord>> ChildrenOfAsync(Nvr parent, CancellationToken ct)
    {
        // The name and version of another image can begin alike (web-1 and web-1-extra-2): the records tell.
        var found = await _images.BuildsAsync(
            And(BeginsWith("parent_brew_build", $"{parent.NameVersion}-"), Some("repositories", Is("published", true))), options.PageSize,
            $"built on {parent.NameVersion}", Budget(), ct);
        return [.. Sorted(await ByNvrAsync(found.Records, [], ct)).Where(child => child.Unreadable is not null || Nvr.TryParse(child.ParentNvr)?.NameVersion == parent.NameVersion)];
    }

    async Task<IReadOnlyList<RepositoryRecord>> FindRepositoriesAsync(object filter, string about, RecordBudget budget, CancellationToken ct)
    {
        return Sorted(await pyxis.FindAsync(PyxisQueries.Repositories, filter, options.PageSize, about, budget, repository => _unread.OrTell(() => RepositoryReader.Read(repository)), ct));
    }

    protected override Task<IReadOnlyList<RepositoryRecord>> FindRepositoriesAsync(
        IReadOnlyList<(string Registry, string Path)> paths, string about, RecordBudget budget, CancellationToken ct) =>
        FindRepositoriesAsync(Or(paths.Select(path => And(Is("registry", path.Registry), Is("repository", path.Path)))), about, budget, ct);

    protected override async Task<IReadOnlyList<string>> FindPublishedAsync(IReadOnlyList<string> packages, string about, RecordBudget budget, CancellationToken ct) => (await _images.BuildsAsync(
        And(Of("brew", In("package", packages)), Some("repositories", Is("published", true))), options.PageSize, about, budget, ct)).Records;
}
