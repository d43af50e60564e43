using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Http;
using Freshmaker.Integrations.Tests.Images;

namespace Freshmaker.Integrations.Tests.Lightblue;

public sealed class LightblueCostTests : ImageCatalogueCost
{
    protected override string System => "Lightblue";

    // Five chunks of 20 repositories have 200 images each: a page and the word that there is no second. Then ten chunks of 100 NVRs, a page each, and the
    // ten parents by their layers in one more.
    protected override (int Search, int Images) Expected => (5 * 2, 10 + 1);

    protected override IImageCatalogue Catalogue(bool small = false, int maxPages = 100, int maxRecords = 100_000, HttpLimits? limits = null) => Lightblue(small, maxPages, maxRecords, limits);
}
