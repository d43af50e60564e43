using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Http;
using Freshmaker.Integrations.Tests.Images;

namespace Freshmaker.Integrations.Tests.Pyxis;

public sealed class PyxisCostTests : ImageCatalogueCost
{
    protected override string System => "Pyxis";

    // Five chunks of 20 repositories have 200 images each: four pages of 50 and the word that there is no fifth. Then 25 chunks of 40 NVRs, a page each.
    protected override (int Search, int Images) Expected => (5 * 5, 25);

    protected override IImageCatalogue Catalogue(bool small = false, int maxPages = 100, int maxRecords = 100_000, HttpLimits? limits = null) => Pyxis(small, maxPages, maxRecords, limits);
}
