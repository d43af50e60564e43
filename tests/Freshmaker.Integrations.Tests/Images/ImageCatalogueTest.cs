using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Http;
using Freshmaker.Integrations.Lightblue;
using Freshmaker.Integrations.Pyxis;
using Freshmaker.Integrations.Tests.Http;
using Freshmaker.Integrations.Tests.Sandbox;
using Freshmaker.Sandbox;
using Freshmaker.Sandbox.World.Images;
using Microsoft.Extensions.DependencyInjection;

namespace Freshmaker.Integrations.Tests.Images;

/// <summary>A catalogue as the Host gets it, against a sandbox with images.</summary>
public abstract class ImageCatalogueTest : OutsideTest
{
    protected override SandboxOptions Options => new() { StepDelay = TimeSpan.Zero, WorldJson = SmallWorld.Json, Images = World };

    private protected virtual ImageWorld World => SmallImages.World;

    /// <summary>How faults name it, and the sandbox in lower case.</summary>
    protected abstract string System { get; }

    /// <param name="small">Chunks and pages of two.</param>
    protected abstract IImageCatalogue Catalogue(bool small = false, int maxPages = 100, int maxRecords = 100_000, HttpLimits? limits = null);

    protected long Calls => Sandbox.Counters[$"{System.ToLowerInvariant()}.posts"];

    public static IImageCatalogue OfPyxis(PyxisOptions options) =>
        new ServiceCollection().AddPyxis(options).BuildServiceProvider().GetRequiredService<IImageCatalogue>();

    public static IImageCatalogue OfLightblue(LightblueOptions options) =>
        new ServiceCollection().AddLightblue(options).BuildServiceProvider().GetRequiredService<IImageCatalogue>();

    protected IImageCatalogue Pyxis(bool small, int maxPages, int maxRecords, HttpLimits? limits) => OfPyxis(new()
    {
        GraphQLUrl = new(Sandbox.PyxisGraphQLUrl),
        RestUrl = new(Sandbox.PyxisRestUrl),
        Limits = limits ?? Quick.Limits,
        BusyDelay = TimeSpan.FromMilliseconds(1),
        PageSize = small ? 2 : 200,
        RpmPageSize = small ? 2 : 50,
        RepositoriesPerQuery = small ? 2 : 20,
        NamesPerQuery = small ? 2 : 40,
        MaxPages = maxPages,
        MaxRecords = maxRecords,
    });

    protected IImageCatalogue Lightblue(bool small, int maxPages, int maxRecords, HttpLimits? limits) => OfLightblue(new()
    {
        Url = new(Sandbox.LightblueUrl),
        Limits = limits ?? Quick.Limits,
        PageSize = small ? 2 : 200,
        RepositoriesPerQuery = small ? 2 : 20,
        NamesPerQuery = small ? 2 : 100,
        MaxPages = maxPages,
        MaxRecords = maxRecords,
    });
}
