using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Handlers.Images;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Planning.Images;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Handlers;

/// <summary>
/// Others built an image: the published images that are on an older release of the same name and version, and whose repositories want them rebuilt, are
/// rebuilt on it. Only they: what is built on them is not.
/// </summary>
/// <remarks>Of several builds of one name and version in the same repositories only the newest counts (behaviour.md §8.8): an older one is out of use.</remarks>
public sealed class ImagesOnParentBuilt(IImageFamily family, IImageCatalogue catalogue, IImageBuilds koji) : RebuildHandler<ImageBuilt>
{
    public override async Task<Plan> PlanAsync(ImageBuilt built, CancellationToken ct)
    {
        var parent = Nvr.Parse(built.Nvr);
        var unread = new UnreadRecords();
        var found = (await family.Telling(unread.Add).ChildrenOfAsync(parent, ct)).OrderBy(c => c.Nvr.ToString(), StringComparer.Ordinal).ToList();
        var children = found.FindAll(c => Nvr.TryParse(c.ParentNvr)?.NameVersion == parent.NameVersion);
        var wantedTags = await WantedTagsAsync(children, unread, ct);

        var exclusions = found.Where(c => c.Unreadable is not null).Select(c => Left(c, Said.Unreadable(c.Nvr, c.Unreadable!))).ToList();
        var stale = new List<ImageRecord>();
        foreach (var group in children.GroupBy(c => (c.Nvr.NameVersion, PathsOf(c))))
        {
            var wanted = group.Where(c => IsWanted(c, wantedTags)).ToHashSet(ReferenceEqualityComparer.Instance);
            var newest = wanted.Cast<ImageRecord>().MaxBy(c => c.Nvr, Comparer<Nvr>.Create(RpmVersion.Compare));
            foreach (var child in group)
            {
                if (WhyNot(child, wanted.Contains(child), newest, parent) is { } reason)
                    exclusions.Add(Left(child, reason));
                else
                    stale.Add(child);
            }
        }

        var records = stale.Count == 0 ? new Dictionary<string, ImageBuildRecord>() : await koji.ByNvrAsync([.. stale.Select(c => c.Nvr.ToString())], ct);
        var builds = new List<PlannedBuild>();
        foreach (var child in stale)
        {
            var record = records.GetValueOrDefault(child.Nvr.ToString());
            if (WhyNotFrom(record, child) is { } reason)
                exclusions.Add(Left(child, reason));
            else
                builds.Add(Build(child, record!, parent));
        }

        return new(builds, exclusions) { Remarks = unread.Remarks };
    }

    /// <summary>For published repositories: the tags that their owners want rebuilt.</summary>
    async Task<IReadOnlyDictionary<(string, string), IReadOnlyList<string>>> WantedTagsAsync(
        IReadOnlyList<ImageRecord> children, UnreadRecords unread, CancellationToken ct)
    {
        (string, string)[] paths = [.. children.SelectMany(c => c.Places).Where(p => p.Published).Select(p => (p.Registry, p.Repository)).Distinct().Order()];
        return paths.Length == 0
            ? new Dictionary<(string, string), IReadOnlyList<string>>()
            : (await catalogue.Telling(unread.Add).RepositoriesByPathAsync(paths, ct)).Where(r => r.Published)
                .GroupBy(r => (r.Registry, r.Path)).ToDictionary(g => g.Key, g => g.First().AutoRebuildTags);
    }

    static string PathsOf(ImageRecord child) =>
        string.Join('\n', child.Places.Where(p => p.Published).Select(p => p.Repository).Distinct().Order(StringComparer.Ordinal));

    static bool IsWanted(ImageRecord child, IReadOnlyDictionary<(string, string), IReadOnlyList<string>> wantedTags) =>
        child.Places.Any(p => p.Published && wantedTags.TryGetValue((p.Registry, p.Repository), out var wanted) && wanted.Intersect(p.Tags).Any());

    static Reason? WhyNot(ImageRecord child, bool isWanted, ImageRecord? newestWanted, Nvr built)
    {
        if (child.Nvr.NameVersion == built.NameVersion)
            return Reason.Of(ReasonCode.DependencyCycle, ("path", $"{child.Nvr} → {child.ParentNvr}"));
        if (RpmVersion.Compare(Nvr.Parse(child.ParentNvr!), built) >= 0)
            return Reason.Of(ReasonCode.OnParentAlready, ("parent", child.ParentNvr!), ("built", $"{built}"));
        if (!isWanted)
            return Reason.Of(ReasonCode.NoRepositoryWantsIt, ("tags", TagsOf(child)));
        return ReferenceEquals(child, newestWanted) ? null : Reason.Of(ReasonCode.NewerBuildPublished, ("newest", $"{newestWanted!.Nvr}"));
    }

    static string TagsOf(ImageRecord child) => string.Join(", ", child.Places.Where(p => p.Published)
        .SelectMany(p => p.Tags, (p, tag) => $"{p.Repository}:{tag}").Distinct().Order(StringComparer.Ordinal)) is { Length: > 0 } tags ? tags : "none";

    static Reason? WhyNotFrom(ImageBuildRecord? record, ImageRecord child)
    {
        if (record is null)
            return Reason.Of(ReasonCode.BuildUnknown, ("system", "Koji"), ("build", $"{child.Nvr}"));
        if (record.Problem is { } problem)
            return Reason.Of(ReasonCode.BuildUnreadable, ("system", "Koji"), ("build", $"{child.Nvr}"), ("text", problem));
        var missing = record.Repository is null ? "repository"
            : record.Revision is null ? "commit"
            : record.GitBranch is null ? "branch"
            : record.Target is null ? "target"
            : null;
        return missing is null ? null : Reason.Of(ReasonCode.BuildIncomplete, ("system", "Koji"), ("field", missing), ("build", $"{child.Nvr}"));
    }

    static PlannedBuild Build(ImageRecord child, ImageBuildRecord record, Nvr parent) => new(
        Artifact.Image(child.Nvr),
        new ImageRecipe
        {
            Repository = record.Repository!,
            Revision = record.Revision!,
            GitBranch = record.GitBranch!,
            Target = record.Target!,
            OriginalNvr = child.Nvr.ToString(),
            ParentNvr = parent.ToString(),
            Flatpak = record.Flatpak,
        },
        [], [.. record.Composes.Distinct().Order().Select(id => new EarlierCompose(id))],
        Reason.Of(ReasonCode.ParentBuilt, ("parent", child.ParentNvr!), ("built", $"{parent}")))
    {
        Because = RebuildReason.Dependency,
    };

    static Exclusion Left(ImageRecord child, Reason reason) => new(Artifact.Image(child.Nvr), reason, child.Nvr.ToString());
}
