using Freshmaker.Sandbox.Reading;

namespace Freshmaker.Sandbox.World.Images;

/// <summary>Checks what images are built from, and puts parents before children.</summary>
internal static class ImageOrder
{
    /// <summary>The images in an order in which each comes after all that it is built from, edges marked as closing a cycle left out.</summary>
    public static List<ImageDraft> ParentsFirst(List<ImageDraft> drafts)
    {
        var byNvr = new Dictionary<string, ImageDraft>(StringComparer.Ordinal);
        foreach (var draft in drafts)
        {
            if (!byNvr.TryAdd(draft.Nvr, draft))
            {
                throw new RefusedException($"{draft.Path}.nvr", $"{draft.Nvr} is there twice; NVRs must be unique");
            }
        }

        CheckKnown(drafts, byNvr);
        var order = Sort(drafts, byNvr);
        CheckMarkedCycles(drafts, byNvr);
        return order;
    }

    private static void CheckKnown(List<ImageDraft> drafts, Dictionary<string, ImageDraft> byNvr)
    {
        foreach (var parent in drafts.SelectMany(draft => draft.Parents))
        {
            if (byNvr.ContainsKey(parent.Nvr) == parent.Missing)
            {
                throw new RefusedException(
                    parent.Path, parent.Missing ? $"{parent.Nvr} is marked missing but is in the world" : $"{parent.Nvr} is not in the world; mark it \"missing\": true if that is meant");
            }
        }
    }

    private static List<ImageDraft> Sort(List<ImageDraft> drafts, Dictionary<string, ImageDraft> byNvr)
    {
        var waitsFor = drafts.ToDictionary(draft => draft.Nvr, draft => Unmarked(draft).Count(), StringComparer.Ordinal);
        var children = drafts.SelectMany(draft => Unmarked(draft), (draft, parent) => (parent.Nvr, draft)).ToLookup(edge => edge.Nvr, edge => edge.draft, StringComparer.Ordinal);
        var order = drafts.Where(draft => waitsFor[draft.Nvr] == 0).ToList();
        for (var next = 0; next < order.Count; next++)
        {
            order.AddRange(children[order[next].Nvr].Where(child => --waitsFor[child.Nvr] == 0));
        }

        return order.Count == drafts.Count ? order : throw Cycle(byNvr, drafts.First(draft => waitsFor[draft.Nvr] > 0), waitsFor);
    }

    // every image left over waits for one that is left over, so following those must come round
    private static RefusedException Cycle(Dictionary<string, ImageDraft> byNvr, ImageDraft start, Dictionary<string, int> waitsFor)
    {
        var way = new List<string>();
        DraftParent? edge = null;
        for (var at = start; ; at = byNvr[edge.Nvr])
        {
            if (way.IndexOf(at.Nvr) is >= 0 and var first)
            {
                return new(edge!.Path, $"closes the cycle {string.Join(" -> ", way[first..].Append(at.Nvr))}; mark it \"cycle\": true if that is meant");
            }

            way.Add(at.Nvr);
            edge = Unmarked(at).First(parent => waitsFor[parent.Nvr] > 0);
        }
    }

    private static void CheckMarkedCycles(List<ImageDraft> drafts, Dictionary<string, ImageDraft> byNvr)
    {
        foreach (var (draft, parent) in drafts.SelectMany(draft => draft.Parents.Where(parent => parent.Cycle), (draft, parent) => (draft, parent)))
        {
            if (parent.Missing || !LeadsTo(parent.Nvr, draft.Nvr, byNvr))
            {
                throw new RefusedException(parent.Path, $"is marked as closing a cycle, but {parent.Nvr} is not built from {draft.Nvr}");
            }
        }
    }

    private static bool LeadsTo(string from, string to, Dictionary<string, ImageDraft> byNvr)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { from };
        var left = new Stack<string>(seen);
        while (left.TryPop(out var nvr))
        {
            if (nvr == to)
            {
                return true;
            }

            foreach (var parent in byNvr[nvr].Parents.Where(parent => !parent.Missing && seen.Add(parent.Nvr)))
            {
                left.Push(parent.Nvr);
            }
        }

        return false;
    }

    private static IEnumerable<DraftParent> Unmarked(ImageDraft draft) => draft.Parents.Where(parent => !parent.Missing && !parent.Cycle);
}
