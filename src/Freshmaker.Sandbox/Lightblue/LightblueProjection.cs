using System.Text.Json;
using System.Text.Json.Nodes;

namespace Freshmaker.Sandbox.Lightblue;

/// <summary>Which fields of a document are shown. Nothing is shown that is not asked for.</summary>
internal sealed class LightblueProjection
{
    private readonly List<Part> _parts;

    public LightblueProjection(JsonElement projection) =>
        _parts = [.. (projection.ValueKind == JsonValueKind.Array ? [.. projection.EnumerateArray()] : new[] { projection }).Select(part => new Part(part))];

    /// <summary>Whether anything of a member of the document is asked for.</summary>
    public bool Wants(string member) => _parts.Exists(part => part.Path[0] == member);

    public JsonObject Apply(JsonObject document)
    {
        var shown = new JsonObject();
        foreach (var (name, value) in document)
        {
            if (Shown(value, [name]) is { } kept)
            {
                shown[name] = kept;
            }
        }

        return shown;
    }

    private JsonNode? Shown(JsonNode? value, IReadOnlyList<string> path)
    {
        var exact = _parts.FindLast(part => part.IsAt(path));
        if (exact is { Match: { } match } && value is JsonArray list)
        {
            return new JsonArray([.. list.OfType<JsonObject>().Where(item => match(item["name"]!.GetValue<string>())).Select(item => Only(item, exact.Project))]);
        }

        if (exact is not null && (exact.Recursive || value is JsonValue))
        {
            return value?.DeepClone();
        }

        return !_parts.Exists(part => part.IsBelow(path)) ? null : value switch
        {
            JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, Shown(member.Value, [.. path, member.Key]))).Where(member => member.Value is not null)),
            JsonArray items => new JsonArray([.. items.Select(item => Shown(item, [.. path, "*"])).Where(item => item is not null)]),
            _ => null,
        };
    }

    private static JsonObject Only(JsonObject item, IReadOnlyCollection<string> fields) =>
        new(item.Where(member => fields.Contains(member.Key)).Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())));

    private sealed class Part
    {
        public Part(JsonElement part)
        {
            if (part.ValueKind != JsonValueKind.Object || !part.TryGetProperty("field", out var field) || !part.TryGetProperty("include", out var include) || !include.GetBoolean())
            {
                throw new LightblueError("query-api:InvalidProjection", "the sandbox knows projections with a field that is included");
            }

            Path = field.GetString()!.Split('.');
            Recursive = part.TryGetProperty("recursive", out var recursive) && recursive.GetBoolean();
            Match = part.TryGetProperty("match", out var match) ? LightblueQueries.Item(match, "name") : null;
            Project = part.TryGetProperty("project", out var project) ? [.. project.EnumerateArray().Select(shown => shown.GetProperty("field").GetString()!)] : [];
        }

        public string[] Path { get; }

        public bool Recursive { get; }

        /// <summary>Which items of the list are shown, by their name.</summary>
        public Func<string, bool>? Match { get; }

        public IReadOnlyCollection<string> Project { get; }

        public bool IsAt(IReadOnlyList<string> path) => Path.Length == path.Count && Path.SequenceEqual(path);

        public bool IsBelow(IReadOnlyList<string> path) => Path.Length > path.Count && Path.Take(path.Count).SequenceEqual(path);
    }
}
