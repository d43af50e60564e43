using System.Security.Cryptography;
using System.Text;
using Freshmaker.Sandbox.Reading;

namespace Freshmaker.Sandbox.World.Images;

/// <summary>Derives what images leave out: from their parents, their stream, the defaults, their NVR and their place in the file.</summary>
internal sealed class ImageResolver
{
    // apart from each other, so that a number in a log says what it is
    private const long FirstBuild = 3_000_001;
    private const long FirstTask = 60_000_001;

    private static readonly TimeSpan BetweenBuilds = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan UntilPublished = TimeSpan.FromHours(2);

    private readonly ImageDefaults _defaults;
    private readonly Dictionary<string, int> _position;
    private readonly HashSet<string> _newestOfLine;
    private readonly HashSet<string> _newestOfRepository;
    private readonly Dictionary<(string Registry, string Path), WorldRepository> _repositories;
    private readonly Dictionary<string, (string? Stream, IReadOnlyList<string> Rpms)> _inherited = new(StringComparer.Ordinal);

    public ImageResolver(ImageDefaults defaults, IReadOnlyList<ImageDraft> drafts, IReadOnlyList<WorldRepository> declared)
    {
        _defaults = defaults;
        _position = drafts.Index().ToDictionary(entry => entry.Item.Nvr, entry => entry.Index, StringComparer.Ordinal);
        var usuallyPlaced = drafts.Where(draft => draft.InCatalogue && draft.Places is null).ToList();
        _newestOfLine = [.. usuallyPlaced.GroupBy(draft => draft.Parts.Line, (_, line) => Newest(line))];
        _newestOfRepository = [.. usuallyPlaced.GroupBy(draft => draft.Parts.Stem, (_, images) => Newest(images))];
        _repositories = declared.ToDictionary(repository => (repository.Registry, repository.Path));
        Repositories =
        [
            .. declared,
            .. usuallyPlaced.Select(PathOf).Distinct(StringComparer.Ordinal)
                .Select(path => new WorldRepository(defaults.Registry, path, Published: true, defaults.AutoRebuildTags, defaults.ReleaseCategories))
                .Where(repository => _repositories.TryAdd((repository.Registry, repository.Path), repository)),
        ];
    }

    /// <summary>All repositories: those of the file, and one for the name of each image that has no places of its own.</summary>
    public IReadOnlyList<WorldRepository> Repositories { get; }

    /// <summary>The images, in the order of the file.</summary>
    public IReadOnlyList<WorldImage> Resolve(IEnumerable<ImageDraft> parentsFirst)
    {
        var images = new WorldImage[_position.Count];
        foreach (var draft in parentsFirst)
        {
            images[_position[draft.Nvr]] = Resolve(draft);
        }

        return images;
    }

    private WorldImage Resolve(ImageDraft draft)
    {
        var parent = draft.From is { Missing: false, Cycle: false } from ? _inherited[from.Nvr] : (Stream: null, Rpms: []);
        var streamName = draft.Stream ?? parent.Stream;
        var rpms = draft.Rpms ?? Overlay(parent.Rpms, draft.Adds);
        _inherited[draft.Nvr] = (streamName, rpms);

        var stream = streamName is null ? null : _defaults.Streams[streamName];
        var builtAt = BuiltAt(draft);
        return new()
        {
            Nvr = draft.Nvr,
            BuildId = draft.BuildId ?? FirstBuild + _position[draft.Nvr],
            TaskId = draft.HasTask ? draft.TaskId ?? FirstTask + _position[draft.Nvr] : null,
            Repository = draft.Repository ?? $"{_defaults.Namespace}/{draft.Parts.Stem}",
            Revision = draft.Revision ?? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(draft.Nvr)))[..40],
            GitBranch = draft.GitBranch ?? ImageDefaults.Fill(stream?.GitBranch ?? _defaults.GitBranch, draft.Parts, streamName),
            Target = draft.Target ?? ImageDefaults.Fill(stream?.Target ?? _defaults.Target, draft.Parts, streamName),
            Arches = draft.Arches ?? stream?.Arches ?? _defaults.Arches,
            ContentSets = draft.ContentSets ?? stream?.ContentSets ?? [],
            Rpms = draft.HasManifest ? rpms : null,
            Parent = draft.From?.Nvr,
            OtherStages = [.. draft.Stages.Select(stage => stage.Nvr)],
            Places = !draft.InCatalogue ? [] : draft.Places is { } places ? [.. places.Select((place, index) => Checked(place, draft, index, builtAt))] : [Usual(draft, builtAt)],
            Labels = Labels(draft),
            Composes = draft.Composes,
            IsBaseImage = draft.IsBaseImage,
            Flatpak = draft.Flatpak,
            BuiltAt = builtAt,
            InCatalogue = draft.InCatalogue,
            HasBrewData = draft.HasBrewData,
            Behaviour = draft.Behaviour,
        };
    }

    private static List<string> Overlay(IReadOnlyList<string> below, IReadOnlyList<string> above)
    {
        var replaced = above.Select(NameOf).ToHashSet(StringComparer.Ordinal);
        return [.. below.Where(rpm => !replaced.Contains(NameOf(rpm))), .. above];
    }

    private WorldPlace Usual(ImageDraft draft, DateTimeOffset builtAt)
    {
        var repository = _repositories[(_defaults.Registry, PathOf(draft))];
        var published = draft.Published && repository.Published;
        return new(repository.Registry, repository.Path, published, draft.Tags ?? UsualTags(draft), published ? builtAt + UntilPublished : null);
    }

    // as registries have them: the one tag that never moves, and those that move to the newest build
    private List<string> UsualTags(ImageDraft draft)
    {
        List<string> tags = [$"{draft.Parts.Version}-{draft.Parts.Release}"];
        if (_newestOfLine.Contains(draft.Nvr))
        {
            tags.Add(draft.Parts.Version);
        }

        if (_newestOfRepository.Contains(draft.Nvr))
        {
            tags.Add("latest");
        }

        return tags;
    }

    private WorldPlace Checked(WorldPlace place, ImageDraft draft, int index, DateTimeOffset builtAt) =>
        !_repositories.ContainsKey((place.Registry, place.Repository))
            ? throw new RefusedException($"{draft.Path}.places[{index}].repository", $"there is no repository {place.Repository} in {place.Registry}; declare it under repositories")
            : place.Published && place.PublishedAt is null ? place with { PublishedAt = builtAt + UntilPublished } : place;

    private static Dictionary<string, string> Labels(ImageDraft draft)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["com.redhat.component"] = draft.Parts.Name,
            ["name"] = draft.Parts.Stem,
            ["version"] = draft.Parts.Version,
            ["release"] = draft.Parts.Release,
        };
        foreach (var (name, value) in draft.Labels)
        {
            labels[name] = value;
        }

        return labels;
    }

    // a moving tag stays behind on what is published when the newest build is not
    private string Newest(IEnumerable<ImageDraft> images) => images.MaxBy(draft => (draft.Published, BuiltAt(draft), _position[draft.Nvr]))!.Nvr;

    private DateTimeOffset BuiltAt(ImageDraft draft) => draft.BuiltAt ?? _defaults.BuiltAt + (_position[draft.Nvr] * BetweenBuilds);

    private string PathOf(ImageDraft draft) => $"{_defaults.Vendor}/{draft.Parts.Stem}";

    private static string NameOf(string rpm) => NvrText.TryParse(rpm)!.Name;
}
