using System.Text.Json;
using Freshmaker.Sandbox.Reading;

namespace Freshmaker.Sandbox.World.Images;

/// <summary>Reads single images, <c>images.builds[n]</c>.</summary>
internal sealed class ImageDraftReader(ImageDefaults defaults)
{
    public ImageDraft Read(JsonElement value, string path)
    {
        var fields = Fields.Of(
            value, path, "nvr", "stream", "from", "stages", "rpms", "adds", "manifest", "base", "flatpak", "arches", "contentSets", "labels", "composes", "places", "tags",
            "published", "catalogue", "brew", "build", "task", "repository", "revision", "gitBranch", "target", "builtAt", "behaviour", "about");
        var isBase = fields.Flag("base", false);
        RefuseTogether(fields, "base", "from", isBase);
        RefuseTogether(fields, "rpms", "adds", fields.Find("rpms") is not null);
        RefuseTogether(fields, "places", "tags", fields.Find("places") is not null);
        RefuseTogether(fields, "places", "published", fields.Find("places") is not null);
        var task = fields.Find("task");
        return new(path, NvrText.TryParse(fields.Text("nvr")) ?? throw fields.Refuse("nvr", NvrText.Rule))
        {
            Stream = Stream(fields),
            From = fields.Find("from") is { } from ? Parent(from, fields.At("from")) : null,
            Stages = [.. fields.Items("stages").Select(stage => Parent(stage.Value, stage.Path))],
            Rpms = fields.Find("rpms") is null ? null : defaults.Rpms(fields, "rpms"),
            Adds = defaults.Rpms(fields, "adds"),
            HasManifest = fields.Flag("manifest", true),
            IsBaseImage = isBase,
            Flatpak = fields.Flag("flatpak", false),
            Arches = fields.TextsOrNull("arches"),
            ContentSets = fields.TextsOrNull("contentSets"),
            Labels = fields.TextByName("labels"),
            Composes = Composes(fields),
            Places = fields.Find("places") is null ? null : [.. fields.Items("places").Select(place => Place(place.Value, place.Path))],
            Tags = fields.TextsOrNull("tags"),
            Published = fields.Flag("published", true),
            InCatalogue = fields.Flag("catalogue", true),
            HasBrewData = fields.Flag("brew", true),
            BuildId = fields.Number("build", 1, int.MaxValue),
            TaskId = task is { ValueKind: JsonValueKind.Number } ? fields.Number("task", 1, int.MaxValue) : null,
            HasTask = task is { ValueKind: JsonValueKind.Number } || (task is null or { ValueKind: JsonValueKind.True or JsonValueKind.False }
                ? fields.Flag("task", true)
                : throw fields.Refuse("task", "must be the number of a Koji task, or false: there is none")),
            Repository = fields.TextOrNull("repository"),
            Revision = fields.TextOrNull("revision"),
            GitBranch = fields.TextOrNull("gitBranch"),
            Target = fields.TextOrNull("target"),
            BuiltAt = fields.Moment("builtAt"),
            Behaviour = BehaviourReader.Read(fields.Part("behaviour", BehaviourReader.Known)),
        };
    }

    /// <summary>The stream that these fields name, if they do.</summary>
    public string? Stream(Fields fields) => fields.TextOrNull("stream") is not { } stream ? null
        : defaults.Streams.ContainsKey(stream) ? stream
        : throw fields.Refuse("stream", $"there is no stream {stream}; known are {string.Join(", ", defaults.Streams.Keys)}");

    /// <summary>The ids of composes that these fields name.</summary>
    public static List<long> Composes(Fields fields) =>
        [.. fields.Items("composes").Select(item => item.Value.ValueKind == JsonValueKind.Number && item.Value.TryGetInt64(out var id) ? id : throw new RefusedException(item.Path, "must be the id of a compose"))];

    private WorldPlace Place(JsonElement value, string path)
    {
        var fields = Fields.Of(value, path, "registry", "repository", "published", "tags", "publishedAt");
        return new(
            fields.TextOrNull("registry") ?? defaults.Registry, fields.Text("repository"), fields.Flag("published", true), fields.TextsOrNull("tags") ?? [], fields.Moment("publishedAt"));
    }

    // a text, or {"nvr": …, "missing": true} for one that nobody has, or {"nvr": …, "cycle": true} for one that closes a cycle
    private static DraftParent Parent(JsonElement value, string path)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            return new(Nvr(value, path), path, Missing: false, Cycle: false);
        }

        var fields = Fields.Of(value, path, "nvr", "missing", "cycle");
        return new(fields.Find("nvr") is { } nvr ? Nvr(nvr, fields.At("nvr")) : fields.Text("nvr"), path, fields.Flag("missing", false), fields.Flag("cycle", false));
    }

    private static string Nvr(JsonElement value, string path) =>
        Fields.OneText(value, path) is var text && NvrText.TryParse(text) is not null ? text : throw new RefusedException(path, NvrText.Rule);

    private static void RefuseTogether(Fields fields, string one, string other, bool oneIsThere)
    {
        if (oneIsThere && fields.Find(other) is not null)
        {
            throw fields.Refuse(other, $"must not be beside {one}");
        }
    }
}
