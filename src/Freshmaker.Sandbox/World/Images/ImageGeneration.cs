using System.Globalization;
using System.Text.Json;
using Freshmaker.Sandbox.Reading;

namespace Freshmaker.Sandbox.World.Images;

/// <summary>Expands <c>images.generate[n]</c>: many images alike, on parents drawn from a fixed seed.</summary>
/// <remarks>
/// For each number from 1 to <c>count</c>, each of <c>versions</c> and each release from 1 to <c>releases</c> there is an image, in that order. Each draws
/// its parent, then, for each of <c>oneIn</c> that is given, whether it has that peculiarity.
/// </remarks>
internal sealed class ImageGeneration(ImageDraftReader reader)
{
    private const int MostImages = 100_000;

    private readonly Dictionary<string, IReadOnlyList<string>> _groups = new(StringComparer.Ordinal);
    private long _made;

    public List<ImageDraft> Expand(JsonElement value, string path)
    {
        var fields = Fields.Of(value, path, "group", "name", "count", "versions", "releases", "seed", "stream", "from", "stages", "adds", "composes", "oneIn", "about");
        var group = fields.Text("group");
        var name = fields.Text("name");
        var count = fields.Number("count", 1, MostImages) ?? throw fields.Refuse("count", "is required");
        if (count > 1 && !name.Contains("{n}", StringComparison.Ordinal))
        {
            throw fields.Refuse("name", "must hold {n}, which stands for the number of the image");
        }

        var versions = fields.TextsOrNull("versions") ?? ["1"];
        var releases = fields.Number("releases", 1, 1000) ?? 1;
        if ((_made += (long)count * versions.Count * releases) > MostImages)
        {
            throw fields.Refuse("count", $"all generations together must make at most {MostImages} images");
        }

        var shape = new Shape(
            new WorldRandom((ulong)(fields.Number("seed", 0, int.MaxValue) ?? throw fields.Refuse("seed", "is required"))),
            reader.Stream(fields), Candidates(fields, "from"), Candidates(fields, "stages"), OneIn(fields), ImageDraftReader.Composes(fields));
        if (shape.From.Count == 0)
        {
            throw fields.Refuse("from", "must name at least one image or group");
        }

        List<ImageDraft> drafts =
        [
            .. from number in Enumerable.Range(1, count)
               from version in versions
               from release in Enumerable.Range(1, releases)
               select Draft(fields, name, number, version, release, shape),
        ];
        return _groups.TryAdd(group, [.. drafts.Select(draft => draft.Nvr)]) ? drafts : throw fields.Refuse("group", $"there is a group {group} already");
    }

    private static ImageDraft Draft(Fields fields, string name, int number, string version, int release, Shape shape)
    {
        var parts = NvrText.TryParse($"{Numbered(name, number)}-{version}-{release}") ?? throw fields.Refuse("name", $"{NvrText.Rule} with version and release");
        var (from, fromPath) = shape.From[shape.Random.Draw(shape.From.Count)];
        var multiStage = shape.Has("stages");
        var (stage, stagePath) = multiStage ? shape.Stages[shape.Random.Draw(shape.Stages.Count)] : ("", "");
        return new(fields.At($"{parts.Name}-{version}-{release}"), parts)
        {
            Stream = shape.Stream,
            From = new(from, fromPath, Missing: false, Cycle: false),
            Stages = multiStage && stage != from ? [new(stage, stagePath, Missing: false, Cycle: false)] : [],
            Adds = [.. fields.Items("adds").Select(item => Added(item, number))],
            Published = !shape.Has("unpublished"),
            HasManifest = !shape.Has("withoutManifest"),
            Labels = shape.Has("hotfix") ? new Dictionary<string, string> { ["com.redhat.hotfix"] = "true" } : [],
            Behaviour = shape.Has("failing") ? new(FailTimes: 3, Reason: "The build host ran out of disk space") : WorldImageBehaviour.Usual,
            Composes = shape.Composes,
        };
    }

    private static string Added((JsonElement Value, string Path) item, int number) =>
        Numbered(Fields.OneText(item.Value, item.Path), number) is var text && NvrText.TryParse(text) is not null ? text : throw new RefusedException(item.Path, NvrText.Rule);

    private static string Numbered(string text, int number) => text.Replace("{n}", number.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    private List<(string Nvr, string Path)> Candidates(Fields fields, string name) =>
        [.. fields.Items(name).SelectMany(item =>
        {
            var text = Fields.OneText(item.Value, item.Path);
            return !text.StartsWith('@') ? [text]
                : _groups.TryGetValue(text[1..], out var group) ? group
                : throw new RefusedException(item.Path, $"there is no group {text[1..]} before it");
        }, (item, nvr) => (nvr, item.Path))];

    private static Dictionary<string, int> OneIn(Fields fields)
    {
        string[] known = ["stages", "unpublished", "withoutManifest", "hotfix", "failing"];
        var part = fields.Part("oneIn", known);
        var chances = known.Select(name => (Name: name, Chance: part.Number(name, 1, 1000))).Where(entry => entry.Chance is not null).ToDictionary(entry => entry.Name, entry => entry.Chance!.Value);
        return chances.ContainsKey("stages") && fields.Items("stages").Count == 0 ? throw part.Refuse("stages", "needs stages to draw from") : chances;
    }

    private sealed record Shape(
        WorldRandom Random, string? Stream, List<(string Nvr, string Path)> From, List<(string Nvr, string Path)> Stages, Dictionary<string, int> OneIn, IReadOnlyList<long> Composes)
    {
        public bool Has(string peculiarity) => OneIn.TryGetValue(peculiarity, out var chance) && Random.Draw(chance) == 0;
    }
}
