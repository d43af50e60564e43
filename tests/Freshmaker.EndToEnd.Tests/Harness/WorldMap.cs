using System.Text.Json;

namespace Freshmaker.EndToEnd.Tests.Harness;

/// <summary>
/// What must happen, worked out from the sandbox's world file alone and in another way than the service does it, so that a change of the world
/// changes the expectation with it.
/// </summary>
public sealed class WorldMap
{
    readonly List<Module> _modules;
    readonly HashSet<string> _denied;

    /// <param name="denied">Modules that the policy of the test blocks.</param>
    public WorldMap(string file, params string[] denied)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(file), new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        _modules = [.. json.RootElement.GetProperty("modules").EnumerateArray().Select(Module.Of).Where(m => m.Active)];
        _denied = [.. denied];
        var story = json.RootElement.GetProperty("story");
        Story = (story.GetProperty("rpm").GetString()!, story.GetProperty("branch").GetString()!);
    }

    /// <summary>The RPM whose change is the story.</summary>
    public (string Rpm, string Branch) Story { get; }

    /// <summary>What follows from a change of an RPM's spec file.</summary>
    public Expectation OfSpecChange(string rpm, string branch)
    {
        var expected = new Expectation();
        Rebuild(expected, $"RpmSpecChanged {rpm}@{branch}", v => v.Rpms.Contains($"{rpm}@{branch}"), []);
        return expected;
    }

    void Rebuild(Expectation expected, string trigger, Func<Version, bool> affected, string[] lineage)
    {
        var (built, left) = (new List<string>(), new List<string>());
        foreach (var module in _modules.Where(m => m.Versions.Any(affected)))
        {
            if (!affected(module.Versions[0]))
                left.Add($"not {module.Key} NewestVersionUnaffected");
            else if (_denied.Contains(module.Id))
                left.Add($"not {module.Key} DeniedByPolicy");
            else if (lineage.Contains(module.Key))
            {
                left.Add($"not {module.Key} CascadeCycle");
                expected.Rings.Add(string.Join(" → ", [.. lineage.SkipWhile(k => k != module.Key), module.Key]));
            }
            else if (expected.Builds.Add(module.Id))
                built.Add(module.Key);
            else
                left.Add($"not {module.Key} CascadeAlreadyVisited");
        }

        var end = built.Count > 0 ? "complete AllRebuilt" : left.Count > 0 ? "skipped EverythingExcluded" : "skipped NothingToRebuild";
        expected.Outcomes.Add(string.Join("; ", [
            $"{trigger}: {end}", .. built.Order(StringComparer.Ordinal).Select(k => $"{k} succeeded"), .. left.Order(StringComparer.Ordinal)]));
        expected.Depth = Math.Max(expected.Depth, lineage.Length);
        foreach (var module in _modules.Where(m => built.Contains(m.Key)))
            Rebuild(expected, $"ModuleReady {module.Id}", v => v.BuiltFrom.Contains(module.Id), [.. lineage, module.Key]);
    }

    sealed record Module(string Id, string Key, bool Active, Version[] Versions)
    {
        public static Module Of(JsonElement m)
        {
            var (name, stream) = (m.GetProperty("name").GetString()!, m.GetProperty("stream").GetString()!);
            IEnumerable<JsonElement> older = m.TryGetProperty("older", out var list) ? list.EnumerateArray() : [];
            return new($"{name}:{stream}", $"module/{name}/{stream}", !m.TryGetProperty("active", out var a) || a.GetBoolean(), [.. older.Prepend(m).Select(Version.Of)]);
        }
    }

    sealed record Version(string[] Rpms, string[] BuiltFrom)
    {
        public static Version Of(JsonElement v) => new(Texts(v, "rpms"), Texts(v, "builtFrom"));

        static string[] Texts(JsonElement v, string name) => v.TryGetProperty(name, out var list)
            ? [.. list.EnumerateArray().Select(i => i.ValueKind == JsonValueKind.String ? i.GetString()! : i.GetProperty("module").GetString()!)]
            : [];
    }
}

/// <summary>What must have happened in the end.</summary>
public sealed class Expectation
{
    /// <summary>Modules that are built, each once.</summary>
    public SortedSet<string> Builds { get; } = new(StringComparer.Ordinal);

    /// <summary>What each rebuild did, in the words of <see cref="RebuildHistory.Outcome"/>.</summary>
    public List<string> Outcomes { get; } = [];

    /// <summary>Paths of the circles at which the cascade stops.</summary>
    public List<string> Rings { get; } = [];

    /// <summary>How many modules the longest chain has.</summary>
    public int Depth { get; internal set; }
}
