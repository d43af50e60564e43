using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Planning.Images;

/// <summary>R2: where an image has to be, and with what tag.</summary>
sealed class CountingPlaces(ImageSnapshot snapshot, ImagePlanningOptions options, bool publishedOnly)
{
    readonly ILookup<string, RepositoryRecord> _counting = snapshot.Repositories.ToLookup(r => r.Path);
    readonly ILookup<string, RepositoryRecord> _others = snapshot.OtherRepositories.ToLookup(r => r.Path);

    /// <summary>
    /// The repository because of which an image counts, or why none does: the rule that its place failed which got furthest through them. A named image may be in
    /// a repository without a tag.
    /// </summary>
    public (RepositoryRecord? Repository, Reason? Why) Of(ImageRecord image)
    {
        RepositoryRecord? without = null;
        Reason? ofOtherCategory = null, untagged = null;
        foreach (var place in image.Places.Count < 2 ? image.Places : Sorted(image))
        {
            var (repository, counts) = Find(place);
            if (WhyNotPublished(place, repository, counts) is not null)
                continue;
            if (!counts && WhyOtherCategory(repository!) is { } other)
            {
                ofOtherCategory ??= other;
                continue;
            }

            if (place.Tags.Any(repository!.AutoRebuildTags.Contains))
                return (repository, null);
            without ??= repository;
            untagged ??= Reason.Of(
                ReasonCode.NoAutoRebuildTag, ("repository", place.Repository), ("tags", Said.List(place.Tags)), ("wanted", Said.List(repository.AutoRebuildTags)));
        }

        return (without, untagged ?? ofOtherCategory ?? NotPublished(image));
    }

    /// <summary>The repositories that an image counts as published in, whatever its tags there.</summary>
    public IEnumerable<string> PublishedIn(ImageRecord image) => Sorted(image)
        .Where(place => Find(place) is var (repository, counts) && place.Published && WhyNotPublished(place, repository, counts) is null && (counts || WhyOtherCategory(repository!) is null))
        .Select(place => place.Repository).Distinct(StringComparer.Ordinal);

    static IEnumerable<PlacedImage> Sorted(ImageRecord image) =>
        image.Places.OrderBy(p => p.Repository, StringComparer.Ordinal).ThenBy(p => p.Registry, StringComparer.Ordinal);

    Reason NotPublished(ImageRecord image) => Reason.Of(ReasonCode.NotPublished, ("repositories", Said.List(image.Places.Select(place =>
    {
        var (repository, counts) = Find(place);
        return $"{place.Repository} [{WhyNotPublished(place, repository, counts)}]";
    }))));

    string? WhyNotPublished(PlacedImage place, RepositoryRecord? repository, bool counts)
    {
        if (options.BuildRegistries.Contains(place.Registry))
            return "a registry that only builds use";
        if (repository is null)
            return "not a repository that counts";
        if (!publishedOnly)
            return null;
        if (!counts && !repository.Published && !IsException(repository))
            return "a repository that is not published";
        return place.Published ? null : "not published there";
    }

    Reason? WhyOtherCategory(RepositoryRecord repository) =>
        !publishedOnly || IsException(repository) || repository.ReleaseCategories.Any(options.ReleaseCategories.Contains)
            ? null
            : Reason.Of(
                ReasonCode.OtherReleaseCategory, ("repository", repository.Path), ("own", Said.List(repository.ReleaseCategories)), ("wanted", Said.List(options.ReleaseCategories)));

    bool IsException(RepositoryRecord repository) => options.UnpublishedExceptions.Contains((repository.Registry, repository.Path));

    (RepositoryRecord? Repository, bool Counts) Find(PlacedImage place) => Find(place, _counting) is { } counting ? (counting, true) : (Find(place, _others), false);

    /// <summary>Of the same registry if there is one: some say where an image is pulled from, others where it was pushed to.</summary>
    static RepositoryRecord? Find(PlacedImage place, ILookup<string, RepositoryRecord> byPath) =>
        byPath[place.Repository].FirstOrDefault(r => r.Registry == place.Registry)
        ?? byPath[place.Repository].OrderBy(r => r.Registry, StringComparer.Ordinal).FirstOrDefault();
}
