using System.Text.Json;
using Freshmaker.Sandbox.Reading;

namespace Freshmaker.Sandbox.World;

/// <summary>The rules that span several modules.</summary>
internal static class WorldRules
{
    public static (ModuleRef Module, bool Missing) Reference(JsonElement value, string path)
    {
        var missing = false;
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : null;
        if (text is null)
        {
            // {"module": "ghost:1", "missing": true}: the catalogue names what nobody has
            var fields = Fields.Of(value, path, "module", "missing");
            (text, missing) = (fields.Text("module"), fields.Flag("missing", false));
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && colon < text.Length - 1
            ? (new ModuleRef(text[..colon], text[(colon + 1)..]), missing)
            : throw new RefusedException(path, "must be name:stream");
    }

    public static void Check(WorldFile world, JsonElement root)
    {
        var known = new HashSet<string>();
        foreach (var (index, module) in world.Modules.Index())
        {
            if (!known.Add(module.Id))
            {
                throw new RefusedException($"modules[{index}]", $"{module.Id} is there twice; name and stream must be unique together");
            }

            foreach (var (position, older) in module.Older.Index())
            {
                if (string.CompareOrdinal(older.Version, module.Newest.Version) >= 0)
                {
                    throw new RefusedException($"modules[{index}].older[{position}].version", $"must be less than {module.Newest.Version}");
                }
            }
        }

        foreach (var (path, version) in Versions(root))
        {
            CheckDependencies(known, path, version);
        }
    }

    private static void CheckDependencies(HashSet<string> known, string path, JsonElement version)
    {
        foreach (var (value, at) in Entries(version, path, "builtFrom"))
        {
            var (module, missing) = Reference(value, at);
            var id = $"{module.Name}:{module.Stream}";
            if (known.Contains(id) == missing)
            {
                throw new RefusedException(at, missing ? $"{id} is marked missing but is in the world" : $"{id} is not in the world; mark it \"missing\": true if that is meant");
            }
        }
    }

    private static IEnumerable<(string Path, JsonElement Version)> Versions(JsonElement root) =>
        Entries(root, "", "modules").SelectMany(module => Entries(module.Value, module.Path, "older").Prepend(module)).Select(entry => (entry.Path, entry.Value));

    private static IEnumerable<(JsonElement Value, string Path)> Entries(JsonElement element, string path, string name) =>
        element.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Select((item, index) => (item, path.Length == 0 ? $"{name}[{index}]" : $"{path}.{name}[{index}]"))
            : [];
}
