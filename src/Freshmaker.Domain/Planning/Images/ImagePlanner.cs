namespace Freshmaker.Domain.Planning.Images;

/// <summary>
/// Plans the rebuild of all images that contain an RPM older than a fix (behaviour.md §8), from what the world was seen to be. Pure: the same answer for the same
/// question, in whatever order that lists things. The time it takes is linear in images and parents, but for sorting.
/// </summary>
public static class ImagePlanner
{
    /// <summary>The plan, when everything is known beforehand.</summary>
    public static Plan Plan(ImageQuestion question, ImageSnapshot snapshot, IImagePolicy policy)
    {
        var fix = new RpmFix(question.Rpms);
        var selection = ImageSelection.Make(question, snapshot, fix, policy);
        snapshot = snapshot.With(selection.Joining);
        return new ImagePlanning(question, snapshot, fix, selection).Write(question.Unshipped, snapshot, selection);
    }

    /// <summary>Whether a parent may have to be rebuilt for the sake of a child, so that its own parents matter.</summary>
    public static bool MayHandDown(RpmVerdict child, RpmVerdict parent) => parent.MayBeAffected && child.SharesWith(parent);
}
