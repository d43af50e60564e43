using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;

namespace Freshmaker.Domain.Handlers.Images;

/// <summary>A person asked for the rebuild of an advisory, shipped or not, of all affected images or some, from the start or on top of an earlier rebuild.</summary>
public sealed class ImagesOnAdvisoryRequest(ImageSources sources) : RebuildHandler<AdvisoryRebuildRequested>
{
    public override Task<Plan> PlanAsync(AdvisoryRebuildRequested trigger, CancellationToken ct) => new AdvisoryImages(sources, Name)
    {
        Leaves = trigger.Images,
        ContinuesRebuild = trigger.ContinuesRebuild,
        SkipRebuilt = trigger.SkipRebuilt,
        Manual = true,
        DryRun = trigger.DryRun,
    }.PlanAsync(trigger.Advisory, ct);
}
