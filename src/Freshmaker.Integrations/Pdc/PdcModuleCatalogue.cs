using Freshmaker.Domain.Ports;

namespace Freshmaker.Integrations.Pdc;

/// <summary>Two questions for every answer: which versions match, and which are the newest of those names (behaviour.md §7.11).</summary>
internal sealed class PdcModuleCatalogue(PdcModules modules, PdcOptions options) : IModuleCatalogue
{
    public const string System = "PDC";

    /// <summary>Room for names in one URL: servers commonly take 8 kB of request line.</summary>
    const int MaxNamesLength = 4000;

    public Task<IReadOnlyList<ModuleMatch>> ContainingRpmAsync(string rpm, string branch, CancellationToken ct) =>
        MatchesAsync([("component_name", rpm), ("component_branch", branch)], ct);

    public Task<IReadOnlyList<ModuleMatch>> BuiltFromAsync(string name, string stream, CancellationToken ct) =>
        MatchesAsync([("build_dep_name", name), ("build_dep_stream", stream)], ct);

    async Task<IReadOnlyList<ModuleMatch>> MatchesAsync((string, string)[] filter, CancellationToken ct)
    {
        var matching = Newest(await modules.FindAsync(filter, ct));
        var names = matching.Keys.Select(module => module.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        var overall = await Task.WhenAll(Chunks(names).Select(chunk => modules.FindAsync([.. chunk.Select(name => ("name", name))], ct)));
        // PDC may gain or lose a version between the questions: what it said first still counts.
        var newest = Newest(overall.SelectMany(found => found).Concat(matching.Values));
        return [.. matching.Values
            .Select(match => new ModuleMatch(match.Name, match.Stream, match.Version, newest[(match.Name, match.Stream)].Version))
            .OrderBy(match => match.Name, StringComparer.Ordinal).ThenBy(match => match.Stream, StringComparer.Ordinal)];
    }

    static Dictionary<(string Name, string Stream), PdcModule> Newest(IEnumerable<PdcModule> found) => found
        .GroupBy(module => (module.Name, module.Stream))
        .ToDictionary(group => group.Key, group => group.MaxBy(module => module.Version, VersionOrder.Instance)!);

    IEnumerable<List<string>> Chunks(IEnumerable<string> names)
    {
        var (chunk, length) = (new List<string>(), 0);
        foreach (var name in names)
        {
            var added = "&name=".Length + Uri.EscapeDataString(name).Length;
            if (chunk.Count > 0 && (chunk.Count == options.NamesPerQuery || length + added > MaxNamesLength))
            {
                yield return chunk;
                (chunk, length) = ([], 0);
            }

            chunk.Add(name);
            length += added;
        }

        if (chunk.Count > 0)
            yield return chunk;
    }
}
