using Freshmaker.Domain.Artifacts;

namespace Freshmaker.Domain.Planning.Images;

/// <summary>
/// Of the affected builds of one version in the same repositories, the released one takes the place of older ones, else the newest does (behaviour.md §8.8, D13).
/// It is a statement about which build stands for which: every child of a replaced build is attached to the one that stands for it, whose own parents count.
/// </summary>
sealed class OneBuildPerVersion
{
    /// <summary>So often places are taken back one by one; after that, all of them.</summary>
    const int MostRounds = 16;

    readonly Dictionary<ImageNode, ImageNode> _standIn = [];
    readonly HashSet<(ImageNode Child, ImageNode Parent)> _kept = [], _cut = [];
    readonly Dictionary<ImageNode, ImageNode?> _outside = [];
    readonly Lazy<ILookup<(string, string), ImageNode>> _affected;
    readonly ImageNodes _nodes;
    readonly Func<ImageNode, bool> _isReleased, _isBuildable;
    readonly bool _releasedOnly;

    /// <param name="nodes">All images, by which the repositories of a rebuild that is in none are found.</param>
    /// <param name="affected">The images that take part.</param>
    /// <param name="isReleased">It is the released build of its version.</param>
    /// <param name="isBuildable">Koji can build it. One that it can build stands in rather than one that it cannot, but none that is newer than the released one.</param>
    /// <param name="releasedOnly">Newer builds give way as well.</param>
    public OneBuildPerVersion(ImageNodes nodes, AffectedImages affected, Func<ImageNode, bool> isReleased, Func<ImageNode, bool> isBuildable, bool releasedOnly)
    {
        (_nodes, _isReleased, _isBuildable, _releasedOnly) = (nodes, isReleased, isBuildable, releasedOnly);
        _affected = new(() => affected.All.ToLookup(VersionOf), LazyThreadSafetyMode.None);
        foreach (var builds in Groups(nodes, affected.All))
        {
            var target = TargetOf(builds);
            foreach (var build in builds.Where(b => GivesWay(b, target)))
                _standIn.Add(build, target);
        }

        if (_standIn.Count > 0)
            TakeBackCircles(nodes, affected);
    }

    /// <summary>The build that is rebuilt in the place of one.</summary>
    public ImageNode Of(ImageNode build) => _standIn.GetValueOrDefault(build, build);

    /// <summary>The affected build of its version, in the same repositories, that one would give way to that is not affected itself; or null.</summary>
    public ImageNode? OfOutside(ImageNode build)
    {
        if (_outside.TryGetValue(build, out var known))
            return known;
        ImageNode? target = null;
        if (_affected.Value[VersionOf(build)].ToList() is { Count: > 0 } version)
        {
            var repositories = Joined(_nodes, build);
            if (version.FindAll(b => Joined(_nodes, b) == repositories) is { Count: > 0 } builds && TargetOf(builds) is var standing && GivesWay(build, standing))
                target = standing;
        }

        return _outside[build] = target;
    }

    /// <summary>What a child is attached to instead of a parent it has now.</summary>
    public ImageNode ParentOf(ImageNode child, ImageNode parent) => _kept.Contains((child, parent)) ? parent : Of(parent);

    /// <summary>The parent is not rebuilt for this child, since the build that would stand for it needs the child.</summary>
    public bool IsCut(ImageNode child, ImageNode parent) => _cut.Contains((child, parent));

    /// <summary>Groups of more than one build of the same name, version and set of repositories.</summary>
    public static IEnumerable<List<ImageNode>> Groups(ImageNodes nodes, IEnumerable<ImageNode> images) => images
        .GroupBy(VersionOf)
        .Where(version => version.Skip(1).Any())
        .SelectMany(version => version.GroupBy(b => Joined(nodes, b)))
        .Select(group => group.ToList())
        .Where(group => group.Count > 1);

    /// <summary>
    /// Where an image is. One that is nowhere is probably a rebuild of ours that was never published: then where the build is whose release is the same without its
    /// last part, and so on.
    /// </summary>
    public static IReadOnlyList<string> RepositoriesOf(ImageNodes nodes, ImageNode image)
    {
        for (var nvr = image.Text; nvr is not null; nvr = OriginalOf(nvr))
        {
            if (nodes.Find(nvr)?.Image is { Places.Count: > 0 } known)
                return [.. known.Places.Select(p => p.Repository).Distinct().Order(StringComparer.Ordinal)];
        }

        return [];
    }

    /// <summary>The NVR without the last part of its release, if that has more than one.</summary>
    public static string? OriginalOf(string nvr) => nvr.LastIndexOf('.') is > 0 and var dot && dot > nvr.LastIndexOf('-') + 1 ? nvr[..dot] : null;

    static (string Name, string Version) VersionOf(ImageNode image) => (image.Nvr.Name, image.Nvr.Version);

    static string Joined(ImageNodes nodes, ImageNode image) => string.Join('\n', RepositoriesOf(nodes, image));

    /// <summary>Which of the builds of one version takes the place of others.</summary>
    ImageNode TargetOf(List<ImageNode> builds)
    {
        var released = Highest(builds.Where(_isReleased));
        return Highest(builds.Where(b => _isReleased(b) && _isBuildable(b)))
            ?? Highest(builds.Where(b => _isBuildable(b) && (released is null || RpmVersion.CompareFully(b.Nvr, released.Nvr) < 0)))
            ?? released ?? Highest(builds)!;
    }

    bool GivesWay(ImageNode build, ImageNode target) => build != target && (_releasedOnly || RpmVersion.CompareFully(build.Nvr, target.Nvr) < 0);

    static ImageNode? Highest(IEnumerable<ImageNode> builds) => builds.MaxBy(b => b.Nvr, Comparer<Nvr>.Create(RpmVersion.CompareFully));

    /// <summary>
    /// A build can be made with an older build of its own version (a compiler with the compiler before it): put the newer in the older's place, and it would need
    /// itself. Where a place taken closes a circle, that child keeps the parent it has; and if that is not what its final stage is built on, so that Koji could
    /// not be told to use a newer one, the parent is not even rebuilt: else all builds back to the first would be.
    /// </summary>
    void TakeBackCircles(ImageNodes nodes, AffectedImages affected)
    {
        for (var round = 1; ; round++)
        {
            List<(ImageNode Child, ImageNode Parent)> replaced = [];
            List<int> children = [], parents = [];
            foreach (var child in affected.All)
            {
                foreach (var parent in affected.ParentsOf(child))
                {
                    if (IsCut(child, parent))
                        continue;
                    var attached = ParentOf(child, parent);
                    children.Add(child.Number);
                    parents.Add(attached.Number);
                    if (attached != parent)
                        replaced.Add((child, parent));
                }
            }

            var component = new DependencyGraph(nodes.Count, children.ToArray(), parents.ToArray()).Components().Of;
            var inCircles = replaced.Where(r => component[r.Child.Number] == component[Of(r.Parent).Number]).ToList();
            if (inCircles.Count == 0)
                return;
            foreach (var edge in round < MostRounds ? inCircles : replaced)
                (edge.Parent == edge.Child.FinalParent ? _kept : _cut).Add(edge);
        }
    }
}
