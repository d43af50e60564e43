using Freshmaker.Sandbox.World;
using Freshmaker.Sandbox.World.Images;

namespace Freshmaker.Integrations.Tests.Sandbox;

/// <summary>
/// What an advisory for one stream leads to, worked out the plain way (behaviour.md §8), so that the world keeps the promises of its story without asking
/// the planner. It knows what a world file says, and versions only as far as the story needs: the number before the first dot of a release.
/// </summary>
internal sealed class StoryOfImages
{
    private readonly Dictionary<string, WorldImage> _images;
    private readonly WorldAdvisory _advisory;
    private readonly Dictionary<string, string> _fixed;

    public StoryOfImages(WorldFile world)
    {
        _images = world.Images.Images.ToDictionary(image => image.Nvr);
        _advisory = world.Images.Advisories.Single(advisory => advisory.Id == world.Story!.Advisory);
        var affected = _advisory.Cves.Values.SelectMany(builds => builds).ToHashSet();
        _fixed = world.Images.RpmBuilds.Where(build => affected.Contains(build.Nvr)).SelectMany(build => build.Rpms).ToDictionary(NameOf);
        var contentSets = world.Images.PulpRepositories.Where(repository => _advisory.PulpRepositories.Contains(repository.Id)).Select(repository => repository.ContentSet).OfType<string>().ToHashSet();
        var published = world.Images.Repositories.Where(repository => repository.Published).ToDictionary(repository => repository.Path);

        LeftAlone = _images.Values.Where(image => image.InCatalogue && HasAffected(image)).ToDictionary(image => image.Nvr, image => Reasons(image, contentSets, published).ToList());
        DirectlyAffected = [.. LeftAlone.Where(entry => entry.Value.Count == 0).Select(entry => entry.Key)];
        Parents = Plan();
    }

    /// <summary>Candidates and why each is left alone; without a reason, it is not.</summary>
    public IReadOnlyDictionary<string, List<string>> LeftAlone { get; }

    public IReadOnlyList<string> DirectlyAffected { get; }

    /// <summary>What is rebuilt, with the image that it is rebuilt on.</summary>
    public IReadOnlyDictionary<string, string?> Parents { get; }

    /// <summary>Levels: each image after all that it is built from.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Levels()
    {
        var levels = new Dictionary<string, int>();
        return [.. Parents.Keys.GroupBy(LevelOf).OrderBy(level => level.Key).Select(level => level.Order(StringComparer.Ordinal).ToList())];

        int LevelOf(string nvr) => levels.TryGetValue(nvr, out var known) ? known
            : levels[nvr] = NeededBy(nvr).Select(parent => LevelOf(parent) + 1).DefaultIfEmpty(0).Max();
    }

    /// <summary>Everything that needs an image, directly or not.</summary>
    public IReadOnlyList<string> Dependants(string nvr)
    {
        var found = new HashSet<string>();
        while (Parents.Keys.FirstOrDefault(other => !found.Contains(other) && NeededBy(other).Any(parent => parent == nvr || found.Contains(parent))) is { } next)
            found.Add(next);
        return [.. found.Order(StringComparer.Ordinal)];
    }

    private IEnumerable<string> NeededBy(string nvr) => _images[nvr].OtherStages.Append(Parents[nvr]).OfType<string>().Where(Parents.ContainsKey);

    private IEnumerable<string> Reasons(WorldImage image, HashSet<string> contentSets, Dictionary<string, WorldRepository> published)
    {
        if (!image.HasBrewData)
            yield return "no brew data";
        var places = image.Places.Where(place => place.Published && published.ContainsKey(place.Repository)).ToList();
        var ofCategory = places.Where(place => published[place.Repository].ReleaseCategories.Intersect(["Generally Available", "Tech Preview", "Beta"]).Any()).ToList();
        if (places.Count == 0)
            yield return "not published";
        else if (ofCategory.Count == 0)
            yield return "other release category";
        else if (!ofCategory.Any(place => place.Tags.Intersect(published[place.Repository].AutoRebuildTags).Any()))
            yield return "no auto-rebuild tag";
        if (!image.ContentSets.Any(contentSets.Contains))
            yield return "content sets disjoint";
        if (IsFixed(image))
            yield return "already fixed";
        if (Installed(image).All(IsModular))
            yield return "modularity differs";
        if (image.Labels.ContainsKey("com.redhat.hotfix"))
            yield return "hotfix";
        if (image.Nvr.StartsWith("legacy-", StringComparison.Ordinal))
            yield return "denied by policy";
        if (image.TaskId is null)
            yield return "data incomplete";
    }

    private Dictionary<string, string?> Plan()
    {
        var plan = new Dictionary<string, string?>();
        foreach (var leaf in DirectlyAffected)
        {
            var chain = Chain(leaf);
            for (var index = 0; index < chain.Count; index++)
            {
                var above = index + 1 < chain.Count ? chain[index + 1] : null;
                if (above is not null && chain.Skip(index + 1).All(nvr => !DirectlyAffected.Contains(nvr)) && PublishedFix(above) is { } fix)
                {
                    plan[chain[index]] = fix;
                    break;
                }

                plan[chain[index]] = above ?? _images[chain[index]].Parent;
            }
        }

        return plan;
    }

    // up to the base, each ancestor replaced by the directly affected build of the same name and version
    private List<string> Chain(string leaf)
    {
        List<string> chain = [];
        for (var at = leaf; at is not null && HasAffected(_images[at]); at = _images[chain[^1]].Parent)
            chain.Add(DirectlyAffected.FirstOrDefault(released => LineOf(released) == LineOf(at)) ?? at);
        return chain;
    }

    private string? PublishedFix(string nvr) => _images.Values.Where(image => LineOf(image.Nvr) == LineOf(nvr) && image.Places.Any(place => place.Published) && IsFixed(image)).MaxBy(image => image.BuiltAt)?.Nvr;

    private bool HasAffected(WorldImage image) => Installed(image).Any();

    private bool IsFixed(WorldImage image) => Installed(image).All(rpm => ReleaseOf(rpm) >= ReleaseOf(_fixed[NameOf(rpm)]));

    private IEnumerable<string> Installed(WorldImage image) => (image.Rpms ?? []).Where(rpm => _fixed.ContainsKey(NameOf(rpm)));

    private static bool IsModular(string rpm) => rpm.Contains(".module+", StringComparison.Ordinal);

    private static string LineOf(string nvr) => nvr[..nvr.LastIndexOf('-')];

    private static string NameOf(string nvr) => LineOf(LineOf(nvr));

    private static int ReleaseOf(string rpm) => int.Parse(rpm[(rpm.LastIndexOf('-') + 1)..].Split('.')[0]);
}
