using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Http;
using Freshmaker.Integrations.Tests.Images;

namespace Freshmaker.Integrations.Tests.Pyxis;

public sealed class PyxisContractTests : ImageCatalogueContract
{
    protected override string System => "Pyxis";

    protected override IImageCatalogue Catalogue(bool small = false, int maxPages = 100, int maxRecords = 100_000, HttpLimits? limits = null) => Pyxis(small, maxPages, maxRecords, limits);
}
