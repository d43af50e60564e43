using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Http;
using Freshmaker.Integrations.Tests.Images;

namespace Freshmaker.Integrations.Tests.Lightblue;

public sealed class LightblueFaultTests : ImageCatalogueFaults
{
    protected override string System => "Lightblue";

    protected override IImageCatalogue Catalogue(bool small = false, int maxPages = 100, int maxRecords = 100_000, HttpLimits? limits = null) => Lightblue(small, maxPages, maxRecords, limits);
}
