using System.Text.Json;
using System.Text.RegularExpressions;
using Freshmaker.Sandbox.Reading;
using Freshmaker.Sandbox.World.Images;

namespace Freshmaker.Sandbox.World;

/// <summary>Reads a world file and refuses it with the path of the field and the rule it breaks.</summary>
internal static partial class WorldReader
{
    private static readonly JsonDocumentOptions Readable = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    public static WorldFile Read(string json)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json, Readable);
        }
        catch (JsonException broken)
        {
            throw new RefusedException("world file", $"must be JSON: {broken.Message}");
        }

        using (document)
        {
            var root = Fields.Of(document.RootElement, "", "rpms", "containers", "modules", "images", "story");
            var rpms = Sources(root, "rpms");
            var containers = Sources(root, "containers");
            var images = ImageWorldReader.Read(root, containers);
            var world = new WorldFile(rpms, containers, Modules(root, rpms), Story(root, rpms, images)) { Images = images };
            WorldRules.Check(world, document.RootElement);
            return world;
        }
    }

    private static List<WorldSource> Sources(Fields root, string name)
    {
        var sources = root.Items(name).Select(item =>
        {
            var fields = Fields.Of(item.Value, item.Path, "name", "branches");
            var branches = fields.Items("branches").Select(branch => Matching(branch.Value, branch.Path, BranchName(), "must be a branch name")).ToList();
            return branches.Count > 0
                ? new WorldSource(Named(fields, "name"), branches)
                : throw fields.Refuse("branches", "must name at least one branch");
        }).ToList();
        return sources.CountBy(source => source.Name).FirstOrDefault(entry => entry.Value > 1) is { Key: { } twice }
            ? throw new RefusedException(name, $"names must be unique, {twice} is there more than once")
            : sources;
    }

    private static List<WorldModule> Modules(Fields root, List<WorldSource> rpms) =>
        [.. root.Items("modules").Select(item =>
        {
            var fields = Fields.Of(item.Value, item.Path, "name", "stream", "version", "active", "repository", "rpms", "builtFrom", "older", "behaviour", "about");
            var newest = Version(fields, rpms);
            return new WorldModule(
                Named(fields, "name"),
                Matching(fields, "stream", BranchName(), "must be a stream name that can be a git branch"),
                fields.Flag("active", true),
                fields.Flag("repository", true),
                newest,
                [.. fields.Items("older").Select(older => Version(Fields.Of(older.Value, older.Path, "version", "rpms", "builtFrom"), rpms))],
                Behaviour(fields));
        })];

    private static WorldVersion Version(Fields fields, List<WorldSource> rpms) => new(
        Matching(fields, "version", VersionText(), "must be 14 digits, as in 20260301120000"),
        [.. fields.Items("rpms").Select(item => Rpm(item.Value, item.Path, rpms))],
        [.. fields.Items("builtFrom").Select(item => WorldRules.Reference(item.Value, item.Path).Module)]);

    private static RpmBranch Rpm(JsonElement value, string path, List<WorldSource> rpms)
    {
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        var at = text.IndexOf('@', StringComparison.Ordinal);
        if (at <= 0 || at == text.Length - 1)
        {
            throw new RefusedException(path, "must be rpm@branch");
        }

        var rpm = new RpmBranch(text[..at], text[(at + 1)..]);
        return rpms.Any(known => known.Name == rpm.Name && known.Branches.Contains(rpm.Branch))
            ? rpm
            : throw new RefusedException(path, $"the world's rpms have no {rpm.Name} with a branch {rpm.Branch}");
    }

    private static WorldBehaviour Behaviour(Fields module)
    {
        if (module.Find("behaviour") is not { } value)
        {
            return WorldBehaviour.Usual;
        }

        var fields = Fields.Of(value, module.At("behaviour"), "ends", "reason", "times", "stepDelay");
        return new(fields.Choice<BuildEnd>("ends") ?? BuildEnd.Ready, fields.TextOrNull("reason"), fields.Number("times", 1, 1000), fields.Duration("stepDelay"));
    }

    private static WorldStory? Story(Fields root, List<WorldSource> rpms, ImageWorld images)
    {
        if (root.Find("story") is not { } value)
        {
            return null;
        }

        var fields = Fields.Of(value, "story", "rpm", "branch", "advisory");
        var story = new WorldStory(fields.Text("rpm"), fields.Text("branch")) { Advisory = fields.Number("advisory", 1, int.MaxValue) };
        if (story.Advisory is { } id && images.Advisories.All(advisory => advisory.Id != id))
        {
            throw fields.Refuse("advisory", $"the world has no advisory {id}");
        }

        return rpms.Any(rpm => rpm.Name == story.Rpm && rpm.Branches.Contains(story.Branch))
            ? story
            : throw fields.Refuse("rpm", $"the world's rpms have no {story.Rpm} with a branch {story.Branch}");
    }

    private static string Named(Fields fields, string name) =>
        Matching(fields, name, SourceName(), "must be letters, digits and ._+- and begin with a letter or digit");

    private static string Matching(Fields fields, string name, Regex pattern, string rule) =>
        pattern.IsMatch(fields.Text(name)) ? fields.Text(name) : throw fields.Refuse(name, rule);

    private static string Matching(JsonElement value, string path, Regex pattern, string rule) =>
        value.ValueKind == JsonValueKind.String && pattern.IsMatch(value.GetString()!) ? value.GetString()! : throw new RefusedException(path, rule);

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9_+-]*(\.[A-Za-z0-9_+-]+)*\z", RegexOptions.None, 1000)]
    internal static partial Regex SourceName();

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*\z", RegexOptions.None, 1000)]
    internal static partial Regex BranchName();

    [GeneratedRegex(@"^[0-9]{14}\z", RegexOptions.None, 1000)]
    private static partial Regex VersionText();
}
