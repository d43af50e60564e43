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
    /// Why bystanders were left alone, as far as they count as considered: they contain an older RPM for certain, and there is no newer build of their version.
    /// Only for those that the plan has no other reason for, and that it does not rebuild for the sake of others.
    /// </summary>
    public IReadOnlyList<Exclusion> Bystanders { get; init; } = [];

    /// <summary>The bystanders that the rules find nothing against: they are candidates like any other, and have to become images of the snapshot.</summary>
    public IReadOnlyList<ImageRecord> Joining { get; init; } = [];

    /// <summary>
    /// Applies the rules R2 to R9 of behaviour.md §8.3 to the candidates, or the rules for named images to the leaves if there are any: of those, neither tags nor
    /// publication count, and none is skipped. What the catalogue said of several architectures together can pass rules that no one of them did, so bystanders are
    /// judged by the same rules.
    /// </summary>
    public static ImageSelection Make(ImageQuestion question, ImageSnapshot snapshot, RpmFix fix, IImagePolicy policy) =>
        new Selecting(question, snapshot, fix, policy).Run();

    sealed class Selecting(ImageQuestion question, ImageSnapshot snapshot, RpmFix fix, IImagePolicy policy)
    {
        readonly CountingPlaces _places = new(snapshot, question.Options, question.PublishedOnly);
        readonly HashSet<string> _contentSets = [.. question.ContentSets];
        readonly List<Candidate> _affected = [];
        readonly List<Exclusion> _exclusions = [], _bystanders = [];
        readonly List<ImageRecord> _joining = [];

        public ImageSelection Run()
        {
            var named = question.Leaves.Count > 0;
            foreach (var nvr in (named ? question.Leaves : snapshot.Candidates).Distinct().Order(StringComparer.Ordinal))
                Look(nvr, named);
            if (!named && snapshot.Bystanders.Count > 0)
                LookAround();
            var selected = new List<SelectedImage>();
            foreach (var candidate in named || question.PublishedOnly ? _affected : Newest())
            {
                var published = AsPublished(candidate);
                if (WhyLeftAlone(candidate, published, named) is { } reason)
                    _exclusions.Add(Said.Exclusion(candidate.Selected.Nvr, reason));
                else
                    selected.Add(candidate.Selected with { AllowedBy = policy.AllowedBy(published) });
            }

            return new(selected, _exclusions) { Bystanders = _bystanders, Joining = _joining };
        }

        void Look(string nvr, bool named)
        {
            if (named && Nvr.TryParse(nvr) is null)
                _exclusions.Add(Said.Exclusion(nvr, Said.NotAnNvr("requested image", nvr)));
            else if (!snapshot.Images.TryGetValue(nvr, out var image))
                _exclusions.Add(Said.Exclusion(nvr, Reason.Of(ReasonCode.NotInCatalogue)));
            else if (Judge(nvr, image, named) is { } reason)
                _exclusions.Add(Said.Exclusion(nvr, reason));
        }

        /// <summary>Says by which of R2 to R5 an image does not count; null when by none, and then policy and the others are asked about it.</summary>
        Reason? Judge(string nvr, ImageRecord image, bool named)
        {
            if (image.Unreadable is { } unreadable)
                return Said.Unreadable(image.Nvr, unreadable);
            var (repository, why) = _places.Of(image);
            if ((named ? null : why) is { } misplaced)
                return misplaced;
            if (Said.WhyNotAffected(fix, fix.Judge(image.Rpms)) is { } unaffected)
                return unaffected;
            if (!image.ContentSets.Any(_contentSets.Contains))
                return Reason.Of(ReasonCode.ContentSetsDisjoint, ("own", Said.List(image.ContentSets)), ("wanted", Said.List(_contentSets)));
            _affected.Add(new(new(nvr, repository is null || !repository.ReleaseCategories.Any(question.Options.PreviewCategories.Contains)), image, repository?.Path));
            return null;
        }

        void LookAround()
        {
            var newest = new Dictionary<string, Nvr>();
            foreach (var nvr in snapshot.Bystanders.Select(i => i.Nvr).Concat(snapshot.Candidates.Select(Nvr.TryParse).OfType<Nvr>()))
            {
                if (!newest.TryGetValue(nvr.NameVersion, out var other) || RpmVersion.CompareFully(other, nvr) < 0)
                    newest[nvr.NameVersion] = nvr;
            }

            var before = _affected.Count;
            foreach (var image in snapshot.Bystanders)
            {
                if (Judge($"{image.Nvr}", image, named: false) is not { } reason)
                    _joining.Add(image);
                else if (newest[image.Nvr.NameVersion] == image.Nvr && fix.Judge(image.Rpms).Finding == RpmFinding.Affected)
                    _bystanders.Add(Said.Exclusion($"{image.Nvr}", reason));
            }

            if (_affected.Count > before)
                _affected.Sort((a, b) => string.CompareOrdinal(a.Selected.Nvr, b.Selected.Nvr));
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

        ImageCandidate AsPublished(Candidate candidate)
        {
            var (_, image, repository) = candidate;
            var published = new ImageCandidate(image.Nvr, repository, image.Places.Any(p => p.Published));
            return image.Places.Count > 1
                ? published with { PublishedRepositories = [.. published.PublishedRepositories, .. _places.PublishedIn(image).Where(path => path != repository)] }
                : published;
        }

        /// <summary>R7 to R9.</summary>
        Reason? WhyLeftAlone(Candidate candidate, ImageCandidate published, bool named)
        {
            var (selected, image, _) = candidate;
            if (policy.Denies(published) is { } denied)
                return denied;
            if (image.Labels.TryGetValue(HotfixLabel, out var value))
                return Reason.Of(ReasonCode.HotfixImage, ("label", HotfixLabel), ("value", Said.Text(value)));
            return !named && question.Skip.TryGetValue(selected.Nvr, out var rebuilt) ? Reason.Of(ReasonCode.AlreadyRebuilt, ("rebuilt", rebuilt)) : null;
        }

        sealed record Candidate(SelectedImage Selected, ImageRecord Image, string? Repository);
    }
}

/// <summary>An image that is rebuilt for its own sake.</summary>
/// <param name="IsReleased">It is the released build of its version, which others give way to (behaviour.md §8.8).</param>
/// <param name="AllowedBy">The policy rule that lets it be, where one can be named.</param>
public sealed record SelectedImage(string Nvr, bool IsReleased, Reason? AllowedBy = null);
