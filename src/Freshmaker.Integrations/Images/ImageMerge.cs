using Freshmaker.Domain.Ports;

namespace Freshmaker.Integrations.Images;

/// <summary>Puts the architectures of a build together: it is published where any of them is, and contains what any of them contains.</summary>
internal static class ImageMerge
{
    public static IReadOnlyDictionary<string, ImageRecord> ByNvr(IEnumerable<ArchRecord> records) => records
        .GroupBy(record => record.Nvr.ToString(), StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => One([.. group.OrderBy(record => record.Arch, StringComparer.Ordinal)]), StringComparer.Ordinal);

    /// <summary>If one of its records cannot be read, nobody knows what the image is as a whole.</summary>
    static ImageRecord One(IReadOnlyList<ArchRecord> records) =>
        records.Select(record => record.Unreadable).OfType<Fault>().MinBy(fault => fault.Text, StringComparer.Ordinal) is { } unreadable
            ? new(records[0].Nvr) { Unreadable = unreadable }
            : Whole(records);

    static ImageRecord Whole(IReadOnlyList<ArchRecord> records) => new(records[0].Nvr)
    {
        ContentSets = Union(records.SelectMany(record => record.ContentSets)),
        Places = [.. records.SelectMany(record => record.Places).GroupBy(place => (place.Registry, place.Repository)).Select(group => new PlacedImage(
            group.Key.Registry, group.Key.Repository, group.Any(place => place.Published), Union(group.SelectMany(place => place.Tags))))
            .OrderBy(place => place.Registry, StringComparer.Ordinal).ThenBy(place => place.Repository, StringComparer.Ordinal)],
        Rpms = records.All(record => record.Rpms is null) ? null : Rpms(records.SelectMany(record => record.Rpms ?? [])),
        ParentNvr = records.Select(record => record.ParentNvr).FirstOrDefault(parent => parent is not null),
        Labels = records.SelectMany(record => record.Labels).DistinctBy(label => label.Key).ToDictionary(StringComparer.Ordinal),
        Arches = Union(records.Select(record => record.Arch)),
        PublishedAt = records.Min(record => record.PublishedAt),
    };

    static IReadOnlyList<InstalledRpm> Rpms(IEnumerable<InstalledRpm> rpms) =>
        [.. rpms.GroupBy(rpm => rpm.Nvr).Select(same => same.FirstOrDefault(rpm => rpm.SourceNvr is not null) ?? same.First())];

    static IReadOnlyList<string> Union(IEnumerable<string> texts) => [.. texts.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
