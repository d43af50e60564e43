using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Planning.Images;

/// <summary>The images that are rebuilt for their own sake, and those that were looked at for that and are not.</summary>
/// <param name="Images">Sorted by NVR.</param>
public sealed record ImageSelection(IReadOnlyList<SelectedImage> Images, IReadOnlyList<Exclusion> Exclusions)
{
    /// <summary>The label by which an image is known as a hotfix.</summary>
    public const string HotfixLabel = "com.redhat.hotfix";

    /// <summary>
    /// Applies the rules R2 to R9 of behaviour.md §8.3 to the candidates, or the rules for named images to the leaves if there are any: of those, neither tags nor
    /// publication count, and none is skipped.
    /// </summary>
    public static ImageSelection Make(ImageQuestion question, ImageSnapshot snapshot, RpmFix fix, IImagePolicy policy) =>
        new Selecting(question, snapshot, fix, policy).Run();

    sealed class Selecting(ImageQuestion question, ImageSnapshot snapshot, RpmFix fix, IImagePolicy policy)
    {
        readonly Repositories _repositories = new(snapshot.Repositories, question.Options);
        readonly HashSet<string> _contentSets = [.. question.ContentSets];
        readonly List<Candidate> _affected = [];
        readonly List<Exclusion> _exclusions = [];

        public ImageSelection Run()
        {
            var named = question.Leaves.Count > 0;
            foreach (var nvr in (named ? question.Leaves : snapshot.Candidates).Distinct().Order(StringComparer.Ordinal))
                Look(nvr, named);
            var selected = new List<SelectedImage>();
            foreach (var candidate in named || question.PublishedOnly ? _affected : Newest())
            {
                if (WhyLeftAlone(candidate, named) is { } reason)
                    _exclusions.Add(Said.Exclusion(candidate.Selected.Nvr, reason));
                else
                    selected.Add(candidate.Selected);
            }

            return new(selected, _exclusions);
        }

        void Look(string nvr, bool named)
        {
            if (named && Nvr.TryParse(nvr) is null)
                _exclusions.Add(Said.Exclusion(nvr, Said.NotAnNvr("requested image", nvr)));
            else if (!snapshot.Images.TryGetValue(nvr, out var image))
                _exclusions.Add(Said.Exclusion(nvr, Reason.Of(ReasonCode.NotInCatalogue)));
            else
                Judge(nvr, image, named);
        }

        void Judge(string nvr, ImageRecord image, bool named)
        {
            var (repository, why) = _repositories.PlaceOf(image, question.PublishedOnly);
            if ((named ? null : why) is { } misplaced)
                _exclusions.Add(Said.Exclusion(nvr, misplaced));
            else if (Said.WhyNotAffected(fix, fix.Judge(image.Rpms)) is { } unaffected)
                _exclusions.Add(Said.Exclusion(nvr, unaffected));
            else if (!image.ContentSets.Any(_contentSets.Contains))
                _exclusions.Add(Said.Exclusion(nvr, Reason.Of(ReasonCode.ContentSetsDisjoint, ("own", Said.List(image.ContentSets)), ("wanted", Said.List(_contentSets)))));
            else
                _affected.Add(new(new(nvr, repository is null || !repository.ReleaseCategories.Any(question.Options.PreviewCategories.Contains)), image, repository?.Path));
        }

        /// <summary>R6: without publication to tell, the newest build of a version is the one that counts.</summary>
        List<Candidate> Newest()
        {
            var newest = new Dictionary<string, Candidate>();
            foreach (var candidate in _affected)
            {
                var version = candidate.Image.Nvr.NameVersion;
                if (!newest.TryGetValue(version, out var other) || RpmVersion.CompareFully(other.Image.Nvr, candidate.Image.Nvr) < 0)
                    newest[version] = candidate;
            }

            foreach (var (selected, image, _) in _affected)
            {
                if (newest[image.Nvr.NameVersion].Selected is var kept && kept != selected)
                    _exclusions.Add(Said.Exclusion(selected.Nvr, Reason.Of(ReasonCode.NewerBuildExists, ("newer", kept.Nvr))));
            }

            return [.. _affected.Where(c => newest[c.Image.Nvr.NameVersion] == c)];
        }

        /// <summary>R7 to R9.</summary>
        Reason? WhyLeftAlone(Candidate candidate, bool named)
        {
            var (selected, image, repository) = candidate;
            if (policy.Denies(new(image.Nvr, repository, image.Places.Any(p => p.Published))) is { } denied)
                return denied;
            if (image.Labels.TryGetValue(HotfixLabel, out var value))
                return Reason.Of(ReasonCode.HotfixImage, ("label", HotfixLabel), ("value", Said.Text(value)));
            return !named && question.Skip.TryGetValue(selected.Nvr, out var rebuilt) ? Reason.Of(ReasonCode.AlreadyRebuilt, ("rebuilt", rebuilt)) : null;
        }

        sealed record Candidate(SelectedImage Selected, ImageRecord Image, string? Repository);
    }

    /// <summary>R2: where an image has to be, and with what tag.</summary>
    sealed class Repositories
    {
        readonly ImagePlanningOptions _options;
        readonly ILookup<string, RepositoryRecord> _byPath;

        public Repositories(IReadOnlyList<RepositoryRecord> repositories, ImagePlanningOptions options)
        {
            _options = options;
            _byPath = repositories.ToLookup(r => r.Path);
        }

        /// <summary>The repository because of which an image counts, or why none does. A named image may be in one without a tag.</summary>
        public (RepositoryRecord? Repository, Reason? Why) PlaceOf(ImageRecord image, bool publishedOnly)
        {
            RepositoryRecord? without = null;
            Reason? why = null;
            foreach (var place in image.Places.Count < 2 ? image.Places : [.. image.Places.OrderBy(p => p.Repository, StringComparer.Ordinal).ThenBy(p => p.Registry, StringComparer.Ordinal)])
            {
                if (_options.BuildRegistries.Contains(place.Registry) || (publishedOnly && !place.Published) || Find(place) is not { } repository)
                    continue;
                if (place.Tags.Any(repository.AutoRebuildTags.Contains))
                    return (repository, null);
                without ??= repository;
                why ??= Reason.Of(
                    ReasonCode.NoAutoRebuildTag, ("repository", place.Repository), ("tags", Said.List(place.Tags)), ("wanted", Said.List(repository.AutoRebuildTags)));
            }

            return (without, why ?? Reason.Of(ReasonCode.NotPublished, ("repositories", Said.List(image.Places.Select(p => p.Repository)))));
        }

        /// <summary>Of the same registry if there is one: some say where an image is pulled from, others where it was pushed to.</summary>
        RepositoryRecord? Find(PlacedImage place) =>
            _byPath[place.Repository].FirstOrDefault(r => r.Registry == place.Registry)
            ?? _byPath[place.Repository].OrderBy(r => r.Registry, StringComparer.Ordinal).FirstOrDefault();
    }
}

/// <summary>An image that is rebuilt for its own sake.</summary>
/// <param name="IsReleased">It is the released build of its version, which others give way to (behaviour.md §8.8).</param>
public sealed record SelectedImage(string Nvr, bool IsReleased);
