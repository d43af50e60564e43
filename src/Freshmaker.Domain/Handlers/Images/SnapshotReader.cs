using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Planning.Images;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Handlers.Images;

/// <summary>
/// Reads what one planning run needs to know, each thing once and many at a time, so the number of calls depends on how deep images are stacked, not on how many
/// there are (behaviour.md D21, D22). Not safe for use by several threads.
/// </summary>
sealed class SnapshotReader(ImageSources sources, IReadOnlyCollection<string> rpmNames)
{
    readonly Dictionary<string, ImageRecord> _images = [];
    readonly Dictionary<string, ImageBuildRecord> _builds = [];
    readonly HashSet<string> _askedImages = [], _askedBuilds = [], _askedPackages = [], _askedManifests = [];
    readonly HashSet<long> _askedComposes = [];
    IReadOnlyList<RepositoryRecord> _known = [];
    bool _knowsAll;

    public ImageSnapshot Snapshot { get; private set; } = new();

    ImagePlanningOptions Options => sources.Options;

    public async Task ReadRepositoriesAsync(bool publishedOnly, CancellationToken ct)
    {
        var repositories = await sources.Catalogue.RepositoriesAsync(publishedOnly, publishedOnly ? Options.ReleaseCategories : null, ct);
        var exceptions = publishedOnly && Options.UnpublishedExceptions.Count > 0 ? await sources.Catalogue.RepositoriesByPathAsync(Options.UnpublishedExceptions, ct) : [];
        (_known, _knowsAll) = ([.. repositories.Concat(exceptions).DistinctBy(r => (r.Registry, r.Path))], !publishedOnly);
        Snapshot = Snapshot with { Repositories = [.. _known.Where(r => r.AutoRebuildTags.Count > 0)] };
    }

    /// <summary>Reads the images that contain the RPMs, in the repositories that were read.</summary>
    public async Task ReadCandidatesAsync(IReadOnlyCollection<string> contentSets, bool publishedOnly, CancellationToken ct)
    {
        if (Snapshot.Repositories.Count == 0)
            return;
        var found = await sources.Catalogue.ContainingAsync(
            rpmNames, contentSets, Sorted(Snapshot.Repositories.Select(r => r.Path)), Sorted(Snapshot.Repositories.SelectMany(r => r.AutoRebuildTags)), publishedOnly, ct);
        Add(found);
        Snapshot = Snapshot with { Candidates = [.. found.Select(i => $"{i.Nvr}").Distinct()] };
    }

    /// <summary>
    /// Reads what else contains the RPMs: in all repositories of the vendor, of any content set, published or not, as long as it carries a tag that someone wants
    /// rebuilt or that marks what is current. It explains a plan and is no part of it, so when it cannot be read, or is too much, that is only remarked on.
    /// </summary>
    /// <returns>Whether more is known than before, and the remark or null.</returns>
    public async Task<(bool HasMore, Reason? Remark)> ReadBystandersAsync(CancellationToken ct)
    {
        try
        {
            if (!_knowsAll)
                (_known, _knowsAll) = ([.. _known.Concat(await sources.Catalogue.RepositoriesAsync(published: false, categories: null, ct)).DistinctBy(r => (r.Registry, r.Path))], true);
            var tags = Sorted(_known.SelectMany(r => r.AutoRebuildTags).Concat(Options.CurrentTags));
            if (_known.Count == 0 || tags.Count == 0)
                return (false, null);
            var found = await sources.Catalogue.ContainingAsync(rpmNames, contentSets: null, Sorted(_known.Select(r => r.Path)), tags, published: false, ct);
            if (found.Count > Options.MaxImages)
                return (false, Unread("the image catalogue", "images that contain the RPMs", $"There are more than {Options.MaxImages}."));
            var (candidates, counting) = (Snapshot.Candidates.ToHashSet(), Snapshot.Repositories.Select(r => (r.Registry, r.Path)).ToHashSet());
            Snapshot = Snapshot with
            {
                OtherRepositories = [.. _known.Where(r => !counting.Contains((r.Registry, r.Path)))],
                Bystanders = [.. found.Where(i => !candidates.Contains($"{i.Nvr}"))],
            };
            return (Snapshot.OtherRepositories.Count > 0 || Snapshot.Bystanders.Count > 0, null);
        }
        catch (OutsideFault fault)
        {
            return (false, Unread(fault.System, fault.Call, fault.Text));
        }
    }

    static Reason Unread(string system, string call, string text) => Reason.Of(ReasonCode.LeftOutNotRead, ("system", system), ("call", call), ("text", text));

    /// <summary>Reads images by NVR; texts that are none are left out.</summary>
    public async Task ReadImagesAsync(IEnumerable<string> nvrs, CancellationToken ct)
    {
        var unknown = Sorted(nvrs.Where(n => Nvr.TryParse(n) is not null && !_images.ContainsKey(n) && _askedImages.Add(n)));
        if (unknown.Count == 0)
            return;
        Check(unknown.Count);
        foreach (var (nvr, image) in await sources.Catalogue.ByNvrAsync(unknown, rpmNames, ct))
            _images.TryAdd(nvr, image);
        Snapshot = Snapshot with { Images = _images };
    }

    /// <summary>Reads all published builds of packages, and returns those that were not read before.</summary>
    public async Task<IReadOnlyList<ImageRecord>> ReadPublishedAsync(IEnumerable<string> packages, CancellationToken ct)
    {
        var unknown = Sorted(packages.Where(_askedPackages.Add));
        if (unknown.Count == 0)
            return [];
        var published = await sources.Catalogue.PublishedAsync(unknown, rpmNames, ct);
        Check(published.Count);
        Snapshot = Snapshot with { Published = [.. Snapshot.Published, .. published] };
        return published;
    }

    /// <summary>Makes images that were read otherwise part of the snapshot.</summary>
    public void Add(IReadOnlyCollection<ImageRecord> images)
    {
        Check(images.Count);
        foreach (var image in images)
            _images.TryAdd($"{image.Nvr}", image);
        Snapshot = Snapshot with { Images = _images };
    }

    public async Task ReadBuildsAsync(IEnumerable<string> nvrs, CancellationToken ct)
    {
        var unknown = Sorted(nvrs.Where(_askedBuilds.Add));
        if (unknown.Count == 0)
            return;
        foreach (var (nvr, build) in await sources.Builds.ByNvrAsync(unknown, ct))
            _builds.TryAdd(nvr, build);
        Snapshot = Snapshot with { Builds = _builds };
    }

    /// <summary>
    /// Reads what images are built on, level by level: the builds of a level, then the images that those are built on.
    /// </summary>
    /// <param name="from">NVRs.</param>
    /// <param name="goesOn">Whether the parents of a parent matter, as parent of that child. Neither may be in the catalogue.</param>
    /// <param name="levels">How many levels at most, after which reading just ends; null for as many as are allowed, after which the plan is refused.</param>
    public async Task ReadAncestorsAsync(IEnumerable<string> from, Func<ImageRecord?, ImageRecord?, bool> goesOn, int? levels, CancellationToken ct)
    {
        var seen = new HashSet<string>();
        var level = from.Where(seen.Add).ToList();
        for (var depth = 0; level.Count > 0 && depth != levels; depth++)
        {
            if (depth >= Options.MaxLevels)
                throw PlanRefusedException.TooLarge("levels of images built on one another", Options.MaxLevels);
            await ReadBuildsAsync(level, ct);
            var parents = level.ConvertAll(child => (Child: child, Parents: ParentsOf(child)));
            var withoutPlace = level.Where(n => _images.GetValueOrDefault(n) is { Places.Count: 0 }).SelectMany(Originals);
            await ReadImagesAsync(parents.SelectMany(p => p.Parents).Concat(withoutPlace), ct);

            level = [];
            foreach (var (child, named) in parents)
            {
                foreach (var parent in named)
                {
                    // Only those that go on for some child are done with: another child may need them yet.
                    if (!seen.Contains(parent) && Nvr.TryParse(parent) is not null && goesOn(_images.GetValueOrDefault(child), _images.GetValueOrDefault(parent)) && seen.Add(parent))
                        level.Add(parent);
                }
            }
        }
    }

    /// <summary>Reads the composes of builds, and the manifests of those that are not published, once it is known which are to be replaced.</summary>
    public async Task ReadComposesAsync(IReadOnlyCollection<string> originals, CancellationToken ct)
    {
        var ids = originals.SelectMany(n => _builds[n].Composes).Where(_askedComposes.Add).ToList();
        if (ids.Count > 0)
        {
            var report = await sources.Composes.LookAsync([.. ids.Order()], ct);
            Snapshot = Snapshot with
            {
                Composes = Joined(Snapshot.Composes, report.Composes),
                UnreadComposes = Joined(Snapshot.UnreadComposes, report.Faults.ToDictionary(f => f.Key, f => f.Value.ToFault())),
            };
        }

        var unpublished = Sorted(originals.Where(n => (!(_images.GetValueOrDefault(n) ?? Published(n))?.Places.Any(p => p.Published) ?? true) && _askedManifests.Add(n)));
        if (unpublished.Count > 0)
            Snapshot = Snapshot with { Manifests = Joined(Snapshot.Manifests, await sources.Catalogue.ByNvrAsync(unpublished, rpmNames: null, ct)) };
    }

    static Dictionary<TKey, T> Joined<TKey, T>(IReadOnlyDictionary<TKey, T> known, IReadOnlyDictionary<TKey, T> more) where TKey : notnull =>
        known.Concat(more).ToDictionary();

    ImageRecord? Published(string nvr) => Snapshot.Published.FirstOrDefault(i => $"{i.Nvr}" == nvr);

    IReadOnlyList<string> ParentsOf(string nvr)
    {
        var (final, others) = ImageNodes.ParentNames(_images.GetValueOrDefault(nvr), _builds.GetValueOrDefault(nvr));
        return final is null ? [.. others] : [final, .. others];
    }

    static List<string> Originals(string nvr)
    {
        List<string> originals = [];
        for (var original = OneBuildPerVersion.OriginalOf(nvr); original is not null; original = OneBuildPerVersion.OriginalOf(original))
            originals.Add(original);
        return originals;
    }

    void Check(int more)
    {
        if (_images.Count + more > Options.MaxImages)
            throw PlanRefusedException.TooLarge("images", Options.MaxImages);
    }

    static List<string> Sorted(IEnumerable<string> names) => [.. names.Distinct().Order(StringComparer.Ordinal)];
}
