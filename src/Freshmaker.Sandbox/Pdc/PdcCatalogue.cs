using Freshmaker.Sandbox.World;

namespace Freshmaker.Sandbox.Pdc;

/// <summary>All module versions, those of the world file and those built since.</summary>
internal sealed class PdcCatalogue
{
    private readonly Lock _lock = new();
    private List<PdcModule> _modules = [];

    /// <summary>A copy that does not change any more.</summary>
    public IReadOnlyList<PdcModule> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _modules];
            }
        }
    }

    public void Load(WorldFile world)
    {
        var modules = world.Modules.SelectMany(module => module.Older.Append(module.Newest).Select(version => PdcModule.From(module, version))).ToList();
        lock (_lock)
        {
            _modules = modules;
        }
    }

    public PdcModule? Newest(string name, string stream) =>
        All.Where(module => module.Name == name && module.Stream == stream).MaxBy(module => module.Version, StringComparer.Ordinal);

    /// <summary>A build became ready: its version has what the newest one had.</summary>
    public void AddBuilt(string name, string stream, string version, string context)
    {
        lock (_lock)
        {
            if (Newest(name, stream) is { } before && !_modules.Any(module => module.Uid == $"{name}:{stream}:{version}:{context}"))
            {
                _modules.Add(before with { Version = version, Context = context });
            }
        }
    }
}
