using System.Diagnostics;
using Freshmaker.Sandbox.World.Images;

namespace Freshmaker.Integrations.Tests.Images;

/// <summary>What a thousand images cost: calls are counted by chunks and pages, never by images.</summary>
public abstract class ImageCatalogueCost : ImageCatalogueTest
{
    private protected override ImageWorld World => ManyImages.World(1000);

    /// <summary>Calls for the search of 1,000 images in 100 repositories, and for 1,000 images by NVR.</summary>
    protected abstract (int Search, int Images) Expected { get; }

    [Fact]
    public async Task A_thousand_images_by_nvr()
    {
        var found = await Catalogue().ByNvrAsync([.. ManyImages.Nvrs(1000)], ["rpm1"], Stop);

        (found.Count, found.Values.Count(image => image.ParentNvr is not null && image.Rpms is [{ Nvr.Name: "rpm1" }])).ShouldBe((1000, 1000));
        Calls.ShouldBe(Expected.Images);
    }

    [Fact]
    public async Task A_thousand_images_in_a_hundred_repositories()
    {
        var found = await Catalogue().ContainingAsync(["rpm1"], [SmallImages.BaseOs], [.. ManyImages.Repositories(1000)], ["latest"], true, Stop);

        found.Count.ShouldBe(1000);
        Calls.ShouldBe(Expected.Search + Expected.Images);
    }

    [Fact]
    public async Task Twenty_thousand_images_are_no_trouble_for_the_sandbox()
    {
        Sandbox.Images.Load(ManyImages.World(20_000, rpms: 50));
        var start = Stopwatch.StartNew();

        (await Catalogue().ContainingAsync(["rpm7"], [SmallImages.BaseOs], [.. ManyImages.Repositories(20_000).Take(40)], ["latest"], true, Stop)).Count.ShouldBe(400);
        var first = start.ElapsedMilliseconds;
        (await Catalogue().ContainingAsync(["rpm7"], [SmallImages.BaseOs], [.. ManyImages.Repositories(20_000).Skip(100).Take(40)], ["latest"], true, Stop)).Count.ShouldBe(400);

        TestContext.Current.SendDiagnosticMessage($"{System}: {first} ms with the index, then {start.ElapsedMilliseconds - first} ms");
        start.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(1)); // a scan for each page would take many
    }
}
