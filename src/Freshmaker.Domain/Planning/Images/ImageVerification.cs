using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Policies;
using Freshmaker.Domain.Ports;

namespace Freshmaker.Domain.Planning.Images;

/// <summary>
/// Whether an image would be rebuilt if one of its RPMs were fixed, as far as that can be said without a fix: for owners of images who wonder
/// (behaviour.md §5.1, verify-image).
/// </summary>
/// <param name="handler">The handler that would plan it.</param>
public sealed class ImageVerification(ImagePlanningOptions options, Policy policy, string handler)
{
    /// <summary>Why no image of a repository would be rebuilt, or null.</summary>
    public string? WhyNot(RepositoryRecord repository) => repository switch
    {
        { Published: false } when !options.UnpublishedExceptions.Contains((repository.Registry, repository.Path)) =>
            $"The repository {repository.Path} is not published.",
        { Published: true } when !repository.ReleaseCategories.Any(options.ReleaseCategories.Contains) =>
            $"The repository {repository.Path} has the release categories {Said.List(repository.ReleaseCategories)}; only those with one of {Said.List(options.ReleaseCategories)} are rebuilt.",
        { AutoRebuildTags.Count: 0 } => $"The repository {repository.Path} has no auto-rebuild tags, so its owner wants nothing in it rebuilt.",
        _ => null,
    };

    /// <summary>Why an image would not be rebuilt, or null.</summary>
    /// <param name="repositories">Those that it is in, as far as the catalogue knows them.</param>
    public string? WhyNot(ImageRecord image, IReadOnlyCollection<RepositoryRecord> repositories)
    {
        var places = image.Places.Where(p => p.Published && !options.BuildRegistries.Contains(p.Registry)).ToList();
        if (places.Count == 0)
            return $"The image {image.Nvr} is not published in any repository.";
        var known = places
            .Select(place => (Place: place, Repository: repositories.FirstOrDefault(r => r.Path == place.Repository && r.Registry == place.Registry) ?? repositories.FirstOrDefault(r => r.Path == place.Repository)))
            .Where(p => p.Repository is not null).ToList();
        if (known.Count == 0)
            return $"The image {image.Nvr} is in no repository that the catalogue knows.";
        var good = known.Where(p => WhyNot(p.Repository!) is null).ToList();
        if (good.Count == 0)
            return WhyNot(known[0].Repository!);
        if (!good.Any(p => p.Place.Tags.Any(p.Repository!.AutoRebuildTags.Contains)))
            return $"The image {image.Nvr} has the tags {Said.List(good[0].Place.Tags)} in {good[0].Place.Repository}, and none of its auto-rebuild tags, {Said.List(good[0].Repository!.AutoRebuildTags)}.";
        if (image.ContentSets.Count == 0)
            return $"The image {image.Nvr} declares no content sets, so no fix can be said to concern it.";
        return WhyDenied(image.Nvr, good.Select(p => p.Place.Repository));
    }

    /// <summary>Only what is denied whatever the advisory counts: the rest cannot be said yet.</summary>
    string? WhyDenied(Nvr image, IEnumerable<string> publishedIn)
    {
        var facts = PolicyFacts.None.With(PolicyCriteria.Manual, false).With(PolicyCriteria.DryRun, false).With(PolicyCriteria.Published, true)
            .With(image, publishedIn.Distinct(StringComparer.Ordinal)).KnownInPart();
        return policy.Decide(handler, ArtifactKind.Image, facts) is { Denied: true } denied ? $"The image {image} is not allowed: {denied.Reason}" : null;
    }
}
