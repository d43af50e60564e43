using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Http;

namespace Freshmaker.Integrations.Images;

/// <summary>What catalogues have in common: searches find builds, and all records of those are asked for by NVR afterwards, so many at a time.</summary>
/// <param name="maxRecords">Most records of one question.</param>
/// <param name="namesPerQuery">Names or paths in one call.</param>
/// <param name="maxConcurrency">Calls under way at once.</param>
internal abstract class SearchedCatalogue(int maxRecords, int namesPerQuery, int maxConcurrency)
{
    public async Task<IReadOnlyList<RepositoryRecord>> RepositoriesByPathAsync(IReadOnlyCollection<(string Registry, string Path)> paths, CancellationToken ct)
    {
        var budget = Budget();
        var found = await AskByNameAsync(paths.Distinct(), (part, stop) => FindRepositoriesAsync(part, $"{part.Length} paths from {part[0].Path}", budget, stop), ct);
        return [.. found.SelectMany(part => part)];
    }

    public async Task<IReadOnlyList<ImageRecord>> PublishedAsync(IReadOnlyCollection<string> packages, IReadOnlyCollection<string> rpmNames, CancellationToken ct)
    {
        var budget = Budget();
        var found = await AskByNameAsync(
            packages.Distinct(StringComparer.Ordinal), (part, stop) => FindPublishedAsync(part, $"of {part.Length} packages from {part[0]}", budget, stop), ct);
        var images = await ByNvrAsync([.. found.SelectMany(part => part)], rpmNames, ct);
        // The package of a record is the name of its NVR, or else the record is not to be trusted.
        return [.. Sorted(images).Where(image => packages.Contains(image.Nvr.Name))];
    }

    public abstract Task<IReadOnlyDictionary<string, ImageRecord>> ByNvrAsync(IReadOnlyCollection<string> nvrs, IReadOnlyCollection<string>? rpmNames, CancellationToken ct);

    /// <summary>The repositories at these paths.</summary>
    protected abstract Task<IReadOnlyList<RepositoryRecord>> FindRepositoriesAsync(
        IReadOnlyList<(string Registry, string Path)> paths, string about, RecordBudget budget, CancellationToken ct);

    /// <summary>The NVRs of the published builds of these packages.</summary>
    protected abstract Task<IReadOnlyList<string>> FindPublishedAsync(IReadOnlyList<string> packages, string about, RecordBudget budget, CancellationToken ct);

    protected Task<IReadOnlyList<TAnswer>> AskByNameAsync<TItem, TAnswer>(IEnumerable<TItem> items, Func<TItem[], CancellationToken, Task<TAnswer>> ask, CancellationToken ct) =>
        AskAsync(items, namesPerQuery, ask, ct);

    protected Task<IReadOnlyList<TAnswer>> AskAsync<TItem, TAnswer>(IEnumerable<TItem> items, int size, Func<TItem[], CancellationToken, Task<TAnswer>> ask, CancellationToken ct) =>
        Chunks.AskAsync(items.Chunk(size), maxConcurrency, ask, ct);

    protected RecordBudget Budget() => new(maxRecords);

    protected static IReadOnlyList<ImageRecord> Sorted(IReadOnlyDictionary<string, ImageRecord> images) =>
        [.. images.OrderBy(image => image.Key, StringComparer.Ordinal).Select(image => image.Value)];

    /// <summary>Those that could be read, each once.</summary>
    protected static IReadOnlyList<RepositoryRecord> Sorted(IEnumerable<RepositoryRecord?> found) =>
        [.. found.OfType<RepositoryRecord>().DistinctBy(repository => (repository.Registry, repository.Path))
            .OrderBy(repository => repository.Registry, StringComparer.Ordinal).ThenBy(repository => repository.Path, StringComparer.Ordinal)];
}
