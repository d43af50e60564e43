using Freshmaker.Integrations.Http;
using Freshmaker.Integrations.Images;

namespace Freshmaker.Integrations.Pyxis;

/// <summary>Pyxis's <c>find_images</c>, read.</summary>
internal sealed class PyxisImages(PyxisClient pyxis, PyxisOptions options)
{
    /// <summary>NVRs of the builds of which some record passes a filter.</summary>
    public async Task<Found<string>> BuildsAsync(object filter, int pageSize, string about, RecordBudget budget, CancellationToken ct)
    {
        var builds = await pyxis.FindAsync(PyxisQueries.Builds, filter, pageSize, about, budget, image => ArchRecordReader.Build(image)?.ToString(), ct);
        return new([.. builds.OfType<string>().Distinct(StringComparer.Ordinal)], builds.Count(build => build is null));
    }

    /// <summary>All records of these builds.</summary>
    /// <param name="nvrs">Builds by NVR.</param>
    /// <param name="rpmNames">RPMs that are wanted; null for all, and the manifests are left where they are when there are none.</param>
    /// <param name="budget">Records that may come.</param>
    /// <param name="ct">Cancellation.</param>
    public async Task<Found<ArchRecord>> RecordsAsync(IReadOnlyCollection<string> nvrs, IReadOnlySet<string>? rpmNames, RecordBudget budget, CancellationToken ct)
    {
        var withRpms = rpmNames is not { Count: 0 };
        var filter = PyxisFilter.Of("brew", PyxisFilter.In("build", nvrs));
        var read = await pyxis.FindAsync(
            withRpms ? PyxisQueries.ImagesWithRpms : PyxisQueries.Images, filter, withRpms ? options.RpmPageSize : options.PageSize,
            $"{nvrs.Count} builds from {nvrs.First()}", budget, image => Read(image, rpmNames, nvrs), ct);

        var records = new List<ArchRecord>();
        foreach (var (record, unread) in read)
        {
            if (unread is not null && await pyxis.ManifestAsync(unread, ct) is { IsNull: false } rpms)
                records.Add(record! with { Rpms = ArchRecordReader.Rpms(rpms, rpmNames) });
            else if (record is not null)
                records.Add(record);
        }

        return new(records, read.Count - records.Count);
    }

    /// <summary>A record, and its id when its manifest is still to be read.</summary>
    (ArchRecord? Record, string? Unread) Read(Shape image, IReadOnlySet<string>? rpmNames, IReadOnlyCollection<string> nvrs)
    {
        if (ArchRecordReader.Read(image) is not { } record)
            return (null, null);
        if (!nvrs.Contains(record.Nvr.ToString()))
            throw image.At("brew", "build").Fault("is none of those that were asked for");
        var manifest = image.At("edges", "rpm_manifest");
        var (error, rpms) = (manifest.At("error"), manifest.At("data", "rpms"));
        if (error.IsNull)
            return (rpms.IsNull ? record : record with { Rpms = ArchRecordReader.Rpms(rpms, rpmNames) }, null);
        var status = error.At("status").WholeNumber();
        if (status == 404)
            return (record, null);
        return options.RestUrl is null
            ? throw error.Fault($"says {status} {error.At("detail").Text()}")
            : (record, image.At("_id").Required().Text());
    }
}
