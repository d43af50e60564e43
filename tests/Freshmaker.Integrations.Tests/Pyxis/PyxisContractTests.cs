using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Http;
using Freshmaker.Integrations.Tests.Images;

namespace Freshmaker.Integrations.Tests.Pyxis;

public sealed class PyxisContractTests : ImageCatalogueContract
{
    protected override string System => "Pyxis";

    protected override IImageCatalogue Catalogue(bool small = false, int maxPages = 100, int maxRecords = 100_000, HttpLimits? limits = null) => Pyxis(small, maxPages, maxRecords, limits);

    [Fact]
    public async Task Children_are_published_images_on_any_release_of_a_parent()
    {
        var family = (IImageFamily)Catalogue();

        (await family.ChildrenOfAsync(Nvr.Parse("rt-container-1-99"), TestContext.Current.CancellationToken)).Select(c => $"{c.Nvr} on {c.ParentNvr}").ShouldBe(
            ["web-container-1-4 on rt-container-1-4", "web-container-1-5 on rt-container-1-4"]);
        (await family.ChildrenOfAsync(Nvr.Parse("rt-container-2-4"), TestContext.Current.CancellationToken)).ShouldBeEmpty();
        (await family.ChildrenOfAsync(Nvr.Parse("lost-container-7-7"), TestContext.Current.CancellationToken)).ShouldBeEmpty(); // its child is published nowhere
    }
}
