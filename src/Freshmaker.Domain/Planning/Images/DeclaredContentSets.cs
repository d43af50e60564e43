using Freshmaker.Domain.Artifacts;

namespace Freshmaker.Domain.Planning.Images;

/// <summary>
/// The content sets that each image is built with (behaviour.md §8.4, §8.8): those it declares; else those of the nearest older build of the same version and
/// repositories that declares some; else those of what is built on it, the first by NVR that has some.
/// </summary>
sealed class DeclaredContentSets
{
    readonly Dictionary<ImageNode, IReadOnlyList<string>> _inherited = [];

    /// <param name="nodes">All images.</param>
    /// <param name="known">Images whose older builds count: all that were considered.</param>
    /// <param name="draft">The images that are rebuilt.</param>
    public DeclaredContentSets(ImageNodes nodes, IReadOnlyList<ImageNode> known, ImageDraft draft)
    {
        if (draft.Images.All(i => Own(i).Count > 0))
            return;
        FromOlderBuilds(nodes, known);
        FromChildren(nodes, draft);
    }

    public IReadOnlyList<string> Of(ImageNode image) => Own(image) is { Count: > 0 } own ? own : _inherited.GetValueOrDefault(image, []);

    static IReadOnlyList<string> Own(ImageNode image) => image.Image?.ContentSets ?? [];

    void FromOlderBuilds(ImageNodes nodes, IReadOnlyList<ImageNode> known)
    {
        foreach (var builds in OneBuildPerVersion.Groups(nodes, known))
        {
            IReadOnlyList<string> last = [];
            foreach (var build in builds.OrderBy(b => b.Nvr, Comparer<Nvr>.Create(RpmVersion.CompareFully)))
            {
                if (Own(build).Count > 0)
                    last = Own(build);
                else if (last.Count > 0)
                    _inherited[build] = last;
            }
        }
    }

    void FromChildren(ImageNodes nodes, ImageDraft draft)
    {
        var children = draft.Images
            .SelectMany(child => draft.AttachmentsOf(child), (child, attachment) => (child, attachment.Image))
            .Where(e => e.Image is not null).ToLookup(e => e.Image!, e => e.child);
        var graph = new DependencyGraph(nodes.Count, [.. children.SelectMany(c => c, (_, child) => child.Number)], [.. children.SelectMany(c => c, (parent, _) => parent.Key.Number)]);
        var heights = graph.Heights();
        foreach (var image in draft.Images.Where(i => Of(i).Count == 0).OrderBy(i => heights[i.Number]))
        {
            var first = children[image].Where(c => Of(c).Count > 0).MinBy(c => c.Text, StringComparer.Ordinal);
            if (first is not null)
                _inherited[image] = Of(first);
        }
    }
}
