using System.Globalization;
using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Http;

namespace Freshmaker.Integrations.Images;

/// <summary>Reads what Pyxis and Lightblue write alike: strict in what identifies an image and its RPMs, tolerant of what is missing.</summary>
internal static class ArchRecordReader
{
    /// <summary>The fields that a <c>containerImage</c> has in both catalogues; null when it has no data of a Koji build.</summary>
    public static ArchRecord? Read(Shape image)
    {
        if (Build(image) is not { } nvr)
            return null;
        var repositories = image.At("repositories").Items();
        return new(nvr, Arch(image.At("architecture").Text()))
        {
            ContentSets = image.At("content_sets").Texts(),
            Places = Places(repositories),
            ParentNvr = image.At("parent_brew_build").Text() is { Length: > 0 } parent ? parent : null, // what is no NVR is the planner's to judge
            Labels = Labels(image.At("parsed_data", "labels")),
            PublishedAt = repositories.Min(place => Time(place.At("published_date"))),
        };
    }

    /// <summary>Null when the record is not of a Koji build.</summary>
    public static Nvr? Build(Shape image)
    {
        var build = image.Required().At("brew", "build");
        if (build.Text() is not { Length: > 0 } text)
            return null;
        return Nvr.TryParse(text) ?? throw build.Fault("must be a name-version-release");
    }

    public static IReadOnlyList<PlacedImage> Places(IEnumerable<Shape> repositories) =>
        [.. repositories.Select(place => new PlacedImage(
            place.Required().At("registry").Text() ?? "", place.At("repository").Required().Text()!, place.At("published").Flag(),
            [.. place.At("tags").Items().Select(tag => tag.Required().At("name").Text()).Where(name => !string.IsNullOrEmpty(name))!]))];

    /// <param name="rpms">The list of a manifest.</param>
    /// <param name="names">The names that are wanted; null for all.</param>
    public static IReadOnlyList<InstalledRpm> Rpms(Shape rpms, IReadOnlySet<string>? names)
    {
        var wanted = new List<InstalledRpm>();
        foreach (var rpm in rpms.Items())
        {
            var name = rpm.Required().At("name").Text();
            // An entry without a name could be any RPM, so it is looked at, not passed over.
            if (names is not null && name is not null && !names.Contains(name))
                continue;
            var nvra = rpm.At("nvra");
            var nvr = RpmFileNames.OfNvra(nvra.Text()) ?? throw nvra.Fault("must be a name-version-release.arch");
            if (name is not null && name != nvr.Name)
                throw nvra.Fault($"must be of {name}");
            if (names is null || names.Contains(nvr.Name))
                wanted.Add(new(nvr, RpmFileNames.OfNevra(rpm.At("srpm_nevra").Text())));
        }

        return wanted;
    }

    /// <summary>RPM's name of an architecture; catalogues write those of Go, and none for the usual one.</summary>
    static string Arch(string? text) => text switch
    {
        null or "" or "amd64" => "x86_64",
        "arm64" => "aarch64",
        _ => text,
    };

    static IReadOnlyList<KeyValuePair<string, string>> Labels(Shape labels) =>
        [.. labels.Items().Select(label => KeyValuePair.Create(label.Required().At("name").Text() ?? "", label.At("value").Text() ?? "")).Where(label => label.Key.Length > 0)];

    /// <summary>ISO 8601 as Pyxis writes it, or without separators as Lightblue does; without an offset it is UTC.</summary>
    static DateTimeOffset? Time(Shape time)
    {
        if (time.Text() is not { Length: > 0 } text)
            return null;
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        return DateTimeOffset.TryParseExact(text, "yyyyMMdd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture, Utc, out var compact) ? compact
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out var iso) ? iso
            : throw time.Fault("must be a date and time");
    }
}
