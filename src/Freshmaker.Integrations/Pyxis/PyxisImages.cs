using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Http;
using Freshmaker.Integrations.Images;

namespace Freshmaker.Integrations.Pyxis;

/// <summary>Pyxis's <c>find_images</c>, read.</summary>
internal sealed class PyxisImages(PyxisClient pyxis, PyxisOptions options, Unread unread)
{
    /// <summary>NVRs of the builds of which some record passes a filter.</summary>
    public async Task<Found<string>> BuildsAsync(object filter, int pageSize, string about, RecordBudget budget, CancellationToken ct)
    {
        var builds = await pyxis.FindAsync(PyxisQueries.Builds, filter, pageSize, about, budget, image => unread.OrTell(() => ArchRecordReader.Build(image)?.ToString()), ct);
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
        foreach (var (record, unasked) in read)
        {
            if (record is null)
                continue;
            records.Add(unasked is null ? record : await WithManifestAsync(record, unasked, rpmNames, ct));
        }

        return new(records, read.Count - records.Count);
    }

    async Task<ArchRecord> WithManifestAsync(ArchRecord record, string id, IReadOnlySet<string>? rpmNames, CancellationToken ct)
    {
        if (await pyxis.ManifestAsync(id, ct) is not { IsNull: false } rpms)
            return record;
        try
        {
            return record with { Rpms = ArchRecordReader.Rpms(rpms, rpmNames) };
        }
        catch (OutsideFault fault)
        {
            return new(record.Nvr, record.Arch) { Unreadable = fault.ToFault() };
        }
    }

    /// <summary>A record, and its id when its manifest is still to be asked for.</summary>
    (ArchRecord? Record, string? Unasked) Read(Shape image, IReadOnlySet<string>? rpmNames, IReadOnlyCollection<string> nvrs)
    {
        string? unasked = null;
        OutsideFault? unanswered = null;
        var read = unread.Read(image, nvrs, () =>
        {
            if (ArchRecordReader.Read(image) is not { } record)
                return null;
            var manifest = image.At("edges", "rpm_manifest");
            var (error, rpms) = (manifest.At("error"), manifest.At("data", "rpms"));
            if (error.IsNull)
                return rpms.IsNull ? record : record with { Rpms = ArchRecordReader.Rpms(rpms, rpmNames) };
            var status = error.At("status").WholeNumber();
            if (status == 404)
                return record;
            if (options.RestUrl is null)
                unanswered = error.Fault($"says {status} {error.At("detail").Text()}");
            else
                unasked = image.At("_id").Required().Text();
            return record;
        });
        // That Pyxis could not give a manifest now is no fault of the record: it is worth asking again.
        return unanswered is null ? (read, unasked) : throw unanswered;
    }
}
