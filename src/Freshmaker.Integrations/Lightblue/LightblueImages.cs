using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Http;
using Freshmaker.Integrations.Images;
using static Freshmaker.Integrations.Lightblue.LightblueQuery;

namespace Freshmaker.Integrations.Lightblue;

/// <summary>Lightblue's <c>containerImage</c>, read.</summary>
internal sealed class LightblueImages(LightblueClient lightblue, LightblueOptions options, Unread unread)
{
    const string Entity = "containerImage";

    static readonly object[] Build = [Field("brew.build")];
    static readonly object[] Places = [Field("repositories.*.published"), Field("repositories.*.registry"), Field("repositories.*.repository"), Field("repositories.*.tags.*.name")];

    static readonly object[] Whole =
    [
        .. Build, .. Places, Field("repositories.*.published_date"), Field("architecture"), Field("content_sets"), Field("parent_brew_build"),
        Field("parsed_data.labels.*"), Field("parsed_data.layers.*"),
    ];

    /// <summary>NVRs of the builds of which some record passes a query and has a place that counts.</summary>
    public async Task<Found<string>> BuildsAsync(object query, Func<PlacedImage, bool> counts, string about, RecordBudget budget, CancellationToken ct)
    {
        var found = await FindAsync(query, [.. Build, .. Places], about, budget, image => Placed(image, counts), ct);
        return new([.. found.Where(image => image.IsPlaced).Select(image => image.Build).OfType<string>().Distinct(StringComparer.Ordinal)], found.Count(image => image.Build is null));
    }

    /// <summary>Where nobody can read where a build is, its records will tell that.</summary>
    (string? Build, bool IsPlaced) Placed(Shape image, Func<PlacedImage, bool> counts)
    {
        if (unread.OrTell(() => ArchRecordReader.Build(image)?.ToString()) is not { } build)
            return default;
        try
        {
            return (build, PlacesOf(image).Any(counts));
        }
        catch (OutsideFault)
        {
            return (build, true);
        }
    }

    /// <summary>All records of these builds.</summary>
    public async Task<Found<ArchRecord>> RecordsAsync(IReadOnlyCollection<string> nvrs, IReadOnlySet<string>? rpmNames, RecordBudget budget, CancellationToken ct)
    {
        var found = await FindAsync(In("brew.build", nvrs), [.. Whole, .. Manifest(rpmNames)], $"{nvrs.Count} builds from {nvrs.First()}", budget, image => Read(image, rpmNames, nvrs), ct);
        return new([.. found.OfType<ArchRecord>()], found.Count(image => image is null));
    }

    /// <summary>Images whose own layer is one of these, with layers to tell by and places to choose by.</summary>
    public async Task<IReadOnlyList<ArchRecord>> WithOwnLayerAsync(IReadOnlyCollection<string> layers, int count, RecordBudget budget, CancellationToken ct)
    {
        var found = await FindAsync(
            And(Is("parsed_data.layers#", count), In("parsed_data.layers.*", layers)), [.. Build, .. Places, Field("parsed_data.layers.*")],
            $"with {layers.Count} layers from {layers.First()}", budget, ReadLayers, ct);
        return [.. found.OfType<ArchRecord>().Where(image => image.Layers.Count == count)];
    }

    Task<IReadOnlyList<T>> FindAsync<T>(object query, IEnumerable<object> projection, string about, RecordBudget budget, Func<Shape, T> read, CancellationToken ct) =>
        lightblue.FindAsync(Entity, options.ImageVersion, query, projection, about, budget, read, ct);

    /// <summary>Without any field of the manifest when no RPM is wanted, so that it stays where it is.</summary>
    static object[] Manifest(IReadOnlySet<string>? rpmNames) => rpmNames switch
    {
        null => [Field("rpm_manifest.*.rpms.*.name"), Field("rpm_manifest.*.rpms.*.nvra"), Field("rpm_manifest.*.rpms.*.srpm_nevra")],
        { Count: 0 } => [],
        _ => [Items("rpm_manifest.*.rpms", In("name", rpmNames), "name", "nvra", "srpm_nevra")],
    };

    ArchRecord? Read(Shape image, IReadOnlySet<string>? rpmNames, IReadOnlyCollection<string> nvrs) => unread.Read(
        image, nvrs, () => ArchRecordReader.Read(image) is { } record ? record with { Layers = image.At("parsed_data", "layers").Texts(), Rpms = Rpms(image, rpmNames) } : null);

    ArchRecord? ReadLayers(Shape image) => unread.OrTell(() =>
        ArchRecordReader.Build(image) is { } nvr ? new ArchRecord(nvr, "") { Layers = image.At("parsed_data", "layers").Texts(), Places = PlacesOf(image) } : null);

    static IReadOnlyList<PlacedImage> PlacesOf(Shape image) => ArchRecordReader.Places(image.At("repositories").Items());

    static IReadOnlyList<InstalledRpm>? Rpms(Shape image, IReadOnlySet<string>? names)
    {
        var manifests = image.At("rpm_manifest").Items();
        return manifests.Count == 0 ? null : [.. manifests.SelectMany(manifest => ArchRecordReader.Rpms(manifest.Required().At("rpms"), names))];
    }
}
