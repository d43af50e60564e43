using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Planning.Images;

/// <summary>
/// The images that are rebuilt for their own sake, and from them up all those that hand the old RPMs down to them: over all parents, of every stage, as long as
/// the parent may contain an affected RPM that its child may have from it (behaviour.md §8.6).
/// </summary>
sealed class AffectedImages
{
    readonly ImageNode[][] _parents;

    /// <param name="why">Why a parent need not be considered for a child, or null.</param>
    public AffectedImages(ImageNodes nodes, IEnumerable<ImageNode> selected, Func<ImageNode, ImageNode, Reason?> why)
    {
        _parents = new ImageNode[nodes.Count][];
        var waiting = new Queue<ImageNode>();
        foreach (var image in selected)
            Take(image);
        while (waiting.TryDequeue(out var image))
        {
            List<ImageNode>? parents = null;
            foreach (var parent in image.Parents)
            {
                if (why(image, parent) is { } reason)
                {
                    LeftAlone.TryAdd(parent, reason);
                    continue;
                }

                (parents ??= []).Add(parent);
                Take(parent);
            }

            if (parents is not null)
                _parents[image.Number] = [.. parents];
        }

        void Take(ImageNode image)
        {
            if (_parents[image.Number] is not null)
                return;
            _parents[image.Number] = [];
            All.Add(image);
            waiting.Enqueue(image);
        }
    }

    public List<ImageNode> All { get; } = [];

    /// <summary>Parents that were looked at and need not be rebuilt. The same image can be affected for the sake of another child.</summary>
    public Dictionary<ImageNode, Reason> LeftAlone { get; } = [];

    public bool Contains(ImageNode image) => _parents[image.Number] is not null;

    public ImageNode[] ParentsOf(ImageNode image) => _parents[image.Number] ?? [];
}
