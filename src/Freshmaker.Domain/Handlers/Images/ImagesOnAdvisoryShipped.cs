using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;

namespace Freshmaker.Domain.Handlers.Images;

/// <summary>An advisory was shipped: every image that contains an RPM older than one of its is rebuilt, on parents that are rebuilt first (behaviour.md H1).</summary>
public sealed class ImagesOnAdvisoryShipped(ImageSources sources) : RebuildHandler<AdvisoryShipped>
{
    public override Task<Plan> PlanAsync(AdvisoryShipped trigger, CancellationToken ct) =>
        new AdvisoryImages(sources, Name) { IsShipped = true }.PlanAsync(trigger.Advisory, ct);
}
