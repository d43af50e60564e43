using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Ports;

namespace Freshmaker.Domain.Planning.Images;

/// <summary>Newer published builds that parents can be replaced by (behaviour.md §8.9).</summary>
sealed class PublishedFixes(ImageQuestion question, ImageSnapshot snapshot, ImageNodes nodes, RpmFix fix)
{
    static readonly Comparer<ImageRecord> ByNvr = Comparer<ImageRecord>.Create((a, b) => RpmVersion.CompareFully(a.Nvr, b.Nvr));

    readonly ILookup<string, ImageRecord> _published = snapshot.Published.Where(i => i.Unreadable is not null || i.Places.Any(p => p.Published)).ToLookup(i => i.Nvr.NameVersion);
    readonly HashSet<string> _contentSets = [.. question.ContentSets];
    readonly Dictionary<ImageNode, string?> _fixes = [];

    /// <summary>
    /// The newest published build of a version, if it has the whole fix and is wherever the image is; an older one could lack other fixes. Null when there is none,
    /// or nobody knows what it or the image contains.
    /// </summary>
    public string? Of(ImageNode image)
    {
        if (image.Image?.Rpms is not { } installed)
            return null;
        if (_fixes.TryGetValue(image, out var known))
            return known;
        var newest = _published[image.Nvr.NameVersion].Where(p => p.Unreadable is not null || p.ContentSets.Any(_contentSets.Contains)).Max(ByNvr);
        var isFix = newest is not null
            && fix.IsFixed(installed, newest.Rpms)
            && newest.Places.Select(p => p.Repository).ToHashSet().IsSupersetOf(OneBuildPerVersion.RepositoriesOf(nodes, image));
        return _fixes[image] = isFix ? $"{newest!.Nvr}" : null;
    }

    /// <summary>The newest published build of a base image, if it is newer.</summary>
    public ImageNode? NewerBase(ImageNode image) =>
        IsBase(image)
        && _published[image.Nvr.NameVersion].Max(ByNvr) is { Unreadable: null } newest
        && RpmVersion.CompareFully(newest.Nvr, image.Nvr) > 0
            ? nodes.Find($"{newest.Nvr}")
            : null;

    /// <summary>It is built on nothing.</summary>
    public static bool IsBase(ImageNode image) => image.Parents.Length == 0 && image.UnusableParents.Count == 0;
}
