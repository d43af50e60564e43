using Freshmaker.Domain.Ports;

namespace Freshmaker.Domain.Handlers.Images;

static class Earlier
{
    /// <summary>What replaced each image; of several the last one.</summary>
    public static IReadOnlyDictionary<string, string> ByOriginal(IEnumerable<RebuiltImage> images)
    {
        var rebuilt = new Dictionary<string, string>();
        foreach (var image in images)
            rebuilt[image.OriginalNvr] = image.RebuiltNvr;
        return rebuilt;
    }
}
