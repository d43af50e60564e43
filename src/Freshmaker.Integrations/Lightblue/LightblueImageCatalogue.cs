using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Http;
using Freshmaker.Integrations.Images;
using static Freshmaker.Integrations.Lightblue.LightblueQuery;

namespace Freshmaker.Integrations.Lightblue;

/// <summary>Lightblue's <c>find</c> (behaviour.md §7.8). As with Pyxis, a search finds builds, and their records are asked for by NVR afterwards.</summary>
internal sealed class LightblueImageCatalogue(LightblueClient lightblue, LightblueOptions options, Action<Fault>? unreadable = null)
    : SearchedCatalogue(options.MaxRecords, options.NamesPerQuery, options.Limits.MaxConcurrency), IImageCatalogue
{
    static readonly object[] RepositoryFields =
        [Field("registry"), Field("repository"), Field("published"), Field("auto_rebuild_tags"), Field("release_categories")];

    readonly Unread _unread = new(unreadable);
    readonly LightblueImages _images = new(lightblue, options, new(unreadable));
    readonly LayerParents _parents = new(new(lightblue, options, new(unreadable)), options);

    public IImageCatalogue Telling(Action<Fault> unreadable) => new LightblueImageCatalogue(lightblue, options, unreadable);

    public Task<IReadOnlyList<RepositoryRecord>> RepositoriesAsync(bool published, IReadOnlyCollection<string>? categories, CancellationToken ct)
    {
        if (categories is { Count: 0 })
            return Task.FromResult<IReadOnlyList<RepositoryRecord>>([]);
        List<object> queries = [Is("vendorLabel", options.VendorLabel)];
        if (published)
            queries.Add(Is("published", true));
        if (categories is not null)
            queries.Add(In("release_categories.*", categories));
        return FindRepositoriesAsync(And(queries), "of the vendor", Budget(), ct);
    }

    public async Task<IReadOnlyList<ImageRecord>> ContainingAsync(
        IReadOnlyCollection<string>? rpmNames, IReadOnlyCollection<string>? contentSets, IReadOnlyCollection<string> repositories,
        IReadOnlyCollection<string> tags, bool published, CancellationToken ct)
    {
        if (rpmNames is { Count: 0 } || contentSets is { Count: 0 } || tags.Count == 0)
            return [];
        var (budget, ofTags) = (Budget(), tags.ToHashSet(StringComparer.Ordinal));
        var found = await AskAsync(repositories.Distinct(StringComparer.Ordinal), options.RepositoriesPerQuery, (part, stop) => _images.BuildsAsync(
            And([.. published ? [Is("repositories.*.published", true)] : Array.Empty<object>(), In("repositories.*.repository", part),
                In("repositories.*.tags.*.name", tags), .. contentSets is null ? Array.Empty<object>() : [In("content_sets.*", contentSets)],
                .. rpmNames is null ? Array.Empty<object>() : [In("rpm_manifest.*.rpms.*.name", rpmNames)]]),
            // Lightblue has met each condition in some place of the image; that they are met in the same one is seen here.
            place => (place.Published || !published) && part.Contains(place.Repository) && ofTags.Overlaps(place.Tags),
            $"{(rpmNames is null ? "" : "with the RPMs ")}in {part.Length} repositories from {part[0]}", budget, stop), ct);
        return Sorted(await ByNvrAsync([.. found.SelectMany(part => part.Records)], rpmNames ?? [], ct));
    }

    public override async Task<IReadOnlyDictionary<string, ImageRecord>> ByNvrAsync(IReadOnlyCollection<string> nvrs, IReadOnlyCollection<string>? rpmNames, CancellationToken ct)
    {
        var (budget, names) = (Budget(), rpmNames?.ToHashSet(StringComparer.Ordinal));
        var found = await AskByNameAsync(nvrs.Distinct(StringComparer.Ordinal), (part, stop) => _images.RecordsAsync(part, names, budget, stop), ct);
        return ImageMerge.ByNvr(await _parents.FillAsync([.. found.SelectMany(part => part.Records)], budget, ct));
    }

    async Task<IReadOnlyList<RepositoryRecord>> FindRepositoriesAsync(object query, string about, RecordBudget budget, CancellationToken ct)
    {
        return Sorted(await lightblue.FindAsync("containerRepository", options.RepositoryVersion, query, RepositoryFields, about, budget, repository => _unread.OrTell(() => RepositoryReader.Read(repository)), ct));
    }

    protected override Task<IReadOnlyList<RepositoryRecord>> FindRepositoriesAsync(
        IReadOnlyList<(string Registry, string Path)> paths, string about, RecordBudget budget, CancellationToken ct) =>
        FindRepositoriesAsync(Or(paths.Select(path => And(Is("registry", path.Registry), Is("repository", path.Path)))), about, budget, ct);

    protected override async Task<IReadOnlyList<string>> FindPublishedAsync(IReadOnlyList<string> packages, string about, RecordBudget budget, CancellationToken ct) =>
        (await _images.BuildsAsync(And(Is("repositories.*.published", true), In("brew.package", packages)), place => place.Published, about, budget, ct)).Records;
}
