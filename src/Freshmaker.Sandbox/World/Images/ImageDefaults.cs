using System.Text.RegularExpressions;
using Freshmaker.Sandbox.Reading;

namespace Freshmaker.Sandbox.World.Images;

/// <summary>What holds for images that do not say otherwise.</summary>
internal sealed partial record ImageDefaults(
    string Registry,
    string Vendor,
    string Namespace,
    IReadOnlyList<string> Arches,
    IReadOnlyList<string> AutoRebuildTags,
    IReadOnlyList<string> ReleaseCategories,
    string GitBranch,
    string Target,
    DateTimeOffset BuiltAt)
{
    public IReadOnlyDictionary<string, StreamDefaults> Streams { get; private init; } = new Dictionary<string, StreamDefaults>();

    /// <summary>Lists of RPMs by name; an image writes <c>@name</c> for all of one.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Manifests { get; private init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Reads <c>defaults</c>, <c>streams</c> and <c>manifests</c>.</summary>
    public static ImageDefaults Read(Fields images)
    {
        var fields = images.Part("defaults", "registry", "vendor", "namespace", "arches", "autoRebuildTags", "releaseCategories", "gitBranch", "target", "builtAt", "about");
        return new(
            fields.TextOrNull("registry") ?? "registry.example.com",
            fields.TextOrNull("vendor") ?? "acme",
            fields.TextOrNull("namespace") ?? "container",
            fields.TextsOrNull("arches") ?? ["x86_64"],
            fields.TextsOrNull("autoRebuildTags") ?? ["latest"],
            fields.TextsOrNull("releaseCategories") ?? ["Generally Available"],
            Template(fields, "gitBranch") ?? "{name}-{version}",
            Template(fields, "target") ?? "{name}-{version}-candidate",
            fields.Moment("builtAt") ?? new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))
        {
            Streams = ReadStreams(images),
            Manifests = ReadManifests(images),
        };
    }

    /// <summary>The RPMs that a list names, <c>@name</c> replaced by the manifest of that name.</summary>
    public List<string> Rpms(Fields fields, string name) => Rpms(fields.Items(name).Select(item => (Fields.OneText(item.Value, item.Path), item.Path)), Manifests);

    /// <summary>Fills a template in.</summary>
    public static string Fill(string template, NvrText image, string? stream) =>
        template.Replace("{name}", image.Stem, StringComparison.Ordinal).Replace("{version}", image.Version, StringComparison.Ordinal).Replace("{stream}", stream ?? "", StringComparison.Ordinal);

    private static Dictionary<string, StreamDefaults> ReadStreams(Fields images) => images.Members("streams").ToDictionary(
        stream => stream.Name,
        stream =>
        {
            var fields = Fields.Of(stream.Value, stream.Path, "contentSets", "arches", "gitBranch", "target", "about");
            return new StreamDefaults(fields.TextsOrNull("contentSets") ?? [], fields.TextsOrNull("arches"), Template(fields, "gitBranch"), Template(fields, "target"));
        },
        StringComparer.Ordinal);

    private static Dictionary<string, IReadOnlyList<string>> ReadManifests(Fields images)
    {
        var manifests = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (name, texts) in images.TextsByName("manifests"))
        {
            // one may name those before it, so none can name itself
            manifests[name] = Rpms(texts.Select((text, index) => (text, $"{images.At("manifests")}.{name}[{index}]")), manifests);
        }

        return manifests;
    }

    private static List<string> Rpms(IEnumerable<(string Text, string Path)> entries, IReadOnlyDictionary<string, IReadOnlyList<string>> manifests) =>
        [.. entries.SelectMany(entry =>
            !entry.Text.StartsWith('@') ? NvrText.TryParse(entry.Text) is null ? throw new RefusedException(entry.Path, NvrText.Rule) : [entry.Text]
                : manifests.TryGetValue(entry.Text[1..], out var rpms) ? rpms
                : throw new RefusedException(entry.Path, $"there is no manifest {entry.Text[1..]} before it"))];

    private static string? Template(Fields fields, string name)
    {
        var template = fields.TextOrNull(name);
        return template is not null && Placeholder().Matches(template).FirstOrDefault(match => match.Value is not ("{name}" or "{version}" or "{stream}")) is { } unknown
            ? throw fields.Refuse(name, $"{unknown.Value} is unknown; known are {{name}}, {{version}} and {{stream}}")
            : template;
    }

    [GeneratedRegex(@"\{[^}]*\}?|\}", RegexOptions.NonBacktracking)]
    private static partial Regex Placeholder();
}

/// <summary>What holds for the images of a stream, such as el9.</summary>
internal sealed record StreamDefaults(IReadOnlyList<string> ContentSets, IReadOnlyList<string>? Arches, string? GitBranch, string? Target);
