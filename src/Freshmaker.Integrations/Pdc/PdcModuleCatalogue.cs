using Freshmaker.Domain.Ports;

namespace Freshmaker.Integrations.Pdc;

/// <summary>Two questions for every answer: which versions match, and which are the newest of those names (behaviour.md §7.11).</summary>
internal sealed class PdcModuleCatalogue(PdcModules modules) : IModuleCatalogue
{
    public const string System = "PDC";

    public Task<IReadOnlyList<ModuleMatch>> ContainingRpmAsync(string rpm, string branch, CancellationToken ct) =>
        MatchesAsync(Filter(("component_name", rpm), ("component_branch", branch)), ct);

    public Task<IReadOnlyList<ModuleMatch>> BuiltFromAsync(string name, string stream, CancellationToken ct) =>
        MatchesAsync(Filter(("build_dep_name", name), ("build_dep_stream", stream)), ct);

    async Task<IReadOnlyList<ModuleMatch>> MatchesAsync(string filter, CancellationToken ct)
    {
        var matching = Newest(await modules.FindAsync(filter, ct));
        var names = matching.Keys.Select(module => module.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        var overall = await Task.WhenAll(modules.OfNames(names).Select(some => modules.FindAsync(some, ct)));
        // PDC may gain or lose a version between the questions: what it said first still counts.
        var newest = Newest(overall.SelectMany(found => found).Concat(matching.Values));
        return [.. matching.Values
            .Select(match => new ModuleMatch(match.Name, match.Stream, match.Version, newest[(match.Name, match.Stream)].Version))
            .OrderBy(match => match.Name, StringComparer.Ordinal).ThenBy(match => match.Stream, StringComparer.Ordinal)];
    }

    static string Filter(params ReadOnlySpan<(string Key, string Value)> pairs)
    {
        var filter = "";
        foreach (var (key, value) in pairs)
            filter += $"{key}={Uri.EscapeDataString(value)}&";
        return filter;
    }

    static Dictionary<(string Name, string Stream), PdcModule> Newest(IEnumerable<PdcModule> found) => found
        .GroupBy(module => (module.Name, module.Stream))
        .ToDictionary(group => group.Key, group => group.MaxBy(module => module.Version, VersionOrder.Instance)!);
}
