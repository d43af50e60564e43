using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Handlers.Images;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Planning.Images;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Tests.Planning.Images;

namespace Freshmaker.Domain.Tests.Handlers.Images;

/// <summary>A <see cref="Shelf"/> behind all the ports that handlers of images ask. Every call is noted.</summary>
sealed class PortsInMemory(Shelf shelf) : IImageCatalogue, IImageBuilds, IComposes, IAdvisories, IContentSets, IEarlierRebuilds, IImagePolicies, IImagePolicy
{
    public const long AdvisoryId = 140221;

    /// <summary>There is no rebuild of this number.</summary>
    public const long UnknownRebuild = 404;

    public List<string> Calls { get; } = [];
    public AdvisoryRecord? Advisory { get; set; } = new(AdvisoryId, "RHSA-2031:0042", "SHIPPED_LIVE", ["rpm"], "important", "ACME", "ACME-8", ["CVE-2031-1001"], "dana");
    public AdvisoryContent Content { get; set; } = new(["zlib-1.2-4.el8"], [Shelf.FixedZlib, "zlib-devel-1.2-4.el8"], [Shelf.FixedZlib], ["repo-8"]);
    public Dictionary<string, string> ContentSets { get; } = new() { ["repo-8"] = "cs" };
    public Dictionary<string, IReadOnlyList<TaggedBuild>> Tags { get; } = [];
    public List<RebuiltImage> RebuiltBefore { get; } = [];
    public Reason? DeniesAll { get; set; }
    public bool RequiresPublished { get; set; } = true;
    public ImagePolicyFacts? Facts { get; private set; }
    public OutsideFault? Fault { get; set; }

    /// <summary>What the question for bystanders meets.</summary>
    public Exception? FaultOfWide { get; set; }

    /// <summary>NVRs of images of which no record of one architecture meets all conditions.</summary>
    public HashSet<string> OnlyTogether { get; } = [];

    /// <summary>Instead of this one's own answers.</summary>
    public IImagePolicies? Policies { get; set; }

    public ImageSources Sources => new(this, this, this, this, this, this, Policies ?? this, shelf.Options);

    public string CallsOf(string port) => string.Join('\n', Calls.Where(c => c.StartsWith(port, StringComparison.Ordinal)));

    // ---- advisories

    public Task<AdvisoryRecord?> GetAsync(long id, CancellationToken ct) => Answer($"errata advisory {id}", Advisory?.Id == id ? Advisory : null);

    public Task<AdvisoryContent> ContentAsync(long id, CancellationToken ct) => Answer($"errata content {id}", Content);

    public Task<IReadOnlyDictionary<string, string>> OfRepositoriesAsync(IReadOnlyCollection<string> repositoryIds, CancellationToken ct) =>
        Answer<IReadOnlyDictionary<string, string>>($"pulp {List(repositoryIds)}", ContentSets.Where(c => repositoryIds.Contains(c.Key)).ToDictionary());

    // ---- catalogue

    /// <summary>What the catalogue could not read, told to whoever asks for it.</summary>
    public List<Fault> Unreadable { get; } = [];

    IImageCatalogue IImageCatalogue.Telling(Action<Fault> unreadable)
    {
        Unreadable.ForEach(unreadable);
        return this;
    }

    public Task<IReadOnlyList<RepositoryRecord>> RepositoriesAsync(bool published, IReadOnlyCollection<string>? categories, CancellationToken ct) =>
        Answer<IReadOnlyList<RepositoryRecord>>(
            $"catalogue repositories {published} {categories?.Count ?? 0}", [.. shelf.AllRepositories.Where(r => (!published || r.Published) && (categories is null || r.ReleaseCategories.Any(categories.Contains)))]);

    public Task<IReadOnlyList<RepositoryRecord>> RepositoriesByPathAsync(IReadOnlyCollection<(string Registry, string Path)> paths, CancellationToken ct) =>
        Answer<IReadOnlyList<RepositoryRecord>>($"catalogue paths {List(paths.Select(p => p.Path))}", [.. shelf.AllRepositories.Where(r => paths.Contains((r.Registry, r.Path)))]);

    public Task<IReadOnlyList<ImageRecord>> ContainingAsync(
        IReadOnlyCollection<string>? rpmNames, IReadOnlyCollection<string>? contentSets, IReadOnlyCollection<string> repositories, IReadOnlyCollection<string> tags, bool published, CancellationToken ct) =>
        contentSets is null && FaultOfWide is { } fault ? Task.FromException<IReadOnlyList<ImageRecord>>(fault) : Answer<IReadOnlyList<ImageRecord>>(
            $"catalogue containing {(rpmNames is null ? "any" : List(rpmNames))} of {(contentSets is null ? "any" : List(contentSets))} in {List(repositories)} as {List(tags)} {published}",
            [
                .. shelf.Images.Values.Concat(shelf.Bystanders).Where(i =>
                    i.Unreadable is not null || ((rpmNames is null || i.Rpms is null || i.Rpms.Any(r => rpmNames.Contains(r.Nvr.Name)))
                    && (contentSets is null || (i.ContentSets.Any(contentSets.Contains) && !OnlyTogether.Contains($"{i.Nvr}")))
                    && i.Places.Any(p => repositories.Contains(p.Repository) && (!published || p.Published) && p.Tags.Any(tags.Contains)))),
            ]);

    Task<IReadOnlyDictionary<string, ImageRecord>> IImageCatalogue.ByNvrAsync(IReadOnlyCollection<string> nvrs, IReadOnlyCollection<string>? rpmNames, CancellationToken ct) =>
        Answer<IReadOnlyDictionary<string, ImageRecord>>(
            $"catalogue images {List(nvrs)} with {(rpmNames is null ? "all RPMs" : List(rpmNames))}",
            Those(rpmNames is null ? shelf.Manifests : shelf.Images, nvrs));

    public Task<IReadOnlyList<ImageRecord>> PublishedAsync(IReadOnlyCollection<string> packages, IReadOnlyCollection<string> rpmNames, CancellationToken ct) =>
        Answer<IReadOnlyList<ImageRecord>>(
            $"catalogue published {List(packages)}",
            [.. shelf.Images.Values.Concat(shelf.Published).Where(i => packages.Contains(i.Nvr.Name) && (i.Unreadable is not null || i.Places.Any(p => p.Published)))]);

    // ---- Koji and ODCS

    Task<IReadOnlyDictionary<string, ImageBuildRecord>> IImageBuilds.ByNvrAsync(IReadOnlyCollection<string> nvrs, CancellationToken ct) =>
        Answer<IReadOnlyDictionary<string, ImageBuildRecord>>($"koji builds {List(nvrs)}", Those(shelf.Builds, nvrs));

    public Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> RpmNamesAsync(IReadOnlyCollection<string> buildNvrs, CancellationToken ct) =>
        Answer<IReadOnlyDictionary<string, IReadOnlyList<string>>>($"koji rpms {List(buildNvrs)}", buildNvrs.ToDictionary(b => b, b => (IReadOnlyList<string>)["zlib"]));

    public Task<IReadOnlyDictionary<string, IReadOnlyList<TaggedBuild>>> TagsAsync(IReadOnlyCollection<string> buildNvrs, CancellationToken ct) =>
        Answer<IReadOnlyDictionary<string, IReadOnlyList<TaggedBuild>>>($"koji tags {List(buildNvrs)}", Tags);

    /// <summary>Composes that ODCS cannot tell of, by their ids.</summary>
    public Dictionary<long, OutsideFault> OddComposes { get; } = [];

    /// <summary>What the question for composes meets.</summary>
    public OutsideFault? FaultOfComposes { get; set; }

    public Task<ComposeReport> LookAsync(IReadOnlyCollection<long> ids, CancellationToken ct) => FaultOfComposes is { } fault ? Task.FromException<ComposeReport>(fault) : Answer(
        $"odcs {List(ids.Select(i => $"{i}"))}",
        new ComposeReport(
            shelf.Composes.Where(c => ids.Contains(c.Key) && !OddComposes.ContainsKey(c.Key)).ToDictionary(), OddComposes.Where(c => ids.Contains(c.Key)).ToDictionary()));

    public Task<ComposeProgress?> FindAsync(ComposeRequest request, DateTimeOffset askedAfter, CancellationToken ct) => throw new NotSupportedException("planning asks for no compose");

    public Task<ComposeAnswer> RequestAsync(ComposeRequest request, CancellationToken ct) => throw new NotSupportedException("planning asks for no compose");

    public Task<ComposeAnswer> RenewAsync(long id, CancellationToken ct) => throw new NotSupportedException("planning asks for no compose");

    // ---- ours

    public Task<IReadOnlyList<RebuiltImage>?> OfRebuildAsync(long number, CancellationToken ct) =>
        Answer<IReadOnlyList<RebuiltImage>?>($"earlier rebuild {number}", number == UnknownRebuild ? null : RebuiltBefore);

    public Task<IReadOnlyList<RebuiltImage>> OfAdvisoryAsync(long advisory, CancellationToken ct) => Answer<IReadOnlyList<RebuiltImage>>($"earlier advisory {advisory}", RebuiltBefore);

    public IImagePolicy For(ImagePolicyFacts facts)
    {
        Facts = facts;
        return this;
    }

    public Reason? Denies(ImageCandidate image) => null;

    Task<T> Answer<T>(string call, T answer)
    {
        Calls.Add(call);
        return Fault is null ? Task.FromResult(answer) : Task.FromException<T>(Fault);
    }

    static Dictionary<string, T> Those<T>(Dictionary<string, T> all, IEnumerable<string> keys) => keys.Where(all.ContainsKey).ToDictionary(k => k, k => all[k]);

    static string List(IEnumerable<string> names) => string.Join(',', names);
}
