using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Handlers.Images;

static class Earlier
{
    /// <summary>What the rebuild has built that this one continues; nothing if it continues none.</summary>
    /// <exception cref="PlanRefusedException">There is no such rebuild: to begin from nothing instead would rebuild what nobody asked for.</exception>
    public static async Task<IReadOnlyDictionary<string, string>> OfContinuedAsync(IEarlierRebuilds earlier, long? rebuild, CancellationToken ct) =>
        ByOriginal(rebuild is { } number
            ? await earlier.OfRebuildAsync(number, ct) ?? throw new PlanRefusedException(Reason.Of(ReasonCode.UnknownRebuild, ("rebuild", $"{number}")))
            : []);

    /// <summary>What replaced each image; of several the last one.</summary>
    public static IReadOnlyDictionary<string, string> ByOriginal(IEnumerable<RebuiltImage> images)
    {
        var rebuilt = new Dictionary<string, string>();
        foreach (var image in images)
            rebuilt[image.OriginalNvr] = image.RebuiltNvr;
        return rebuilt;
    }
}
