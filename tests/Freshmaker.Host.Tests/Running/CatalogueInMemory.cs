using System.Collections.Concurrent;
using Freshmaker.Domain.Ports;

namespace Freshmaker.Host.Tests.Running;

/// <summary>Stands in for PDC. All modules are of stream 1.</summary>
public sealed class CatalogueInMemory : IModuleCatalogue
{
    readonly ConcurrentDictionary<string, IReadOnlyList<ModuleMatch>> _found = [];

    public Faults Faults { get; } = new();

    public void RpmIsIn(string rpm, params IEnumerable<string> modules) => _found[rpm] = Newest(modules);

    public void IsBuiltFrom(string dependency, params IEnumerable<string> modules) => _found[$"{dependency}:1"] = Newest(modules);

    public Task<IReadOnlyList<ModuleMatch>> ContainingRpmAsync(string rpm, string branch, CancellationToken ct) => FindAsync(rpm, ct);

    public Task<IReadOnlyList<ModuleMatch>> BuiltFromAsync(string name, string stream, CancellationToken ct) => FindAsync($"{name}:{stream}", ct);

    async Task<IReadOnlyList<ModuleMatch>> FindAsync(string key, CancellationToken ct)
    {
        await Faults.PassAsync(key, ct);
        return _found.GetValueOrDefault(key, []);
    }

    static List<ModuleMatch> Newest(IEnumerable<string> modules) => [.. modules.Select(m => new ModuleMatch(m, "1", "7", "7"))];
}
