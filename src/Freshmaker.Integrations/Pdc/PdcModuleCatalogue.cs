using Freshmaker.Domain.Ports;

namespace Freshmaker.Integrations.Pdc;

/// <summary>One question for which versions match, and one for each name among them, for its newest versions (behaviour.md §7.11).</summary>
/// <remarks>
/// PDC looks for name and branch of an RPM one by one, and shows of RPMs neither, so a module that has the RPM from another branch and another RPM
/// from this one matches as well: it is rebuilt without need, none is left out. (Its filter <c>component</c> looks for both in one, but by the RPM's own
/// name where this one goes by the source's, and PDC before 2018-03 refuses it.)
/// </remarks>
internal sealed class PdcModuleCatalogue(PdcModules modules) : IModuleCatalogue
{
    public const string System = "PDC";

    public async Task<IReadOnlyList<ModuleMatch>> ContainingRpmAsync(string rpm, string branch, CancellationToken ct) => await MatchesAsync(await modules.WithComponentAsync(rpm, branch, ct), ct);

    public async Task<IReadOnlyList<ModuleMatch>> BuiltFromAsync(string name, string stream, CancellationToken ct) => await MatchesAsync(await modules.BuiltFromAsync(name, stream, ct), ct);

    async Task<IReadOnlyList<ModuleMatch>> MatchesAsync(IReadOnlyList<PdcModule> found, CancellationToken ct)
    {
        var matching = Newest(found);
        var overall = await modules.OfNamesAsync(matching.Keys.Select(module => module.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal), ct);
        // PDC may gain or lose a version between the questions: what it said first still counts.
        var newest = Newest(overall.Concat(matching.Values));
        return [.. matching.Values
            .Select(match => new ModuleMatch(match.Name, match.Stream, match.Version, newest[(match.Name, match.Stream)].Version))
            .OrderBy(match => match.Name, StringComparer.Ordinal).ThenBy(match => match.Stream, StringComparer.Ordinal)];
    }

    static Dictionary<(string Name, string Stream), PdcModule> Newest(IEnumerable<PdcModule> found) => found
        .GroupBy(module => (module.Name, module.Stream))
        .ToDictionary(group => group.Key, group => group.MaxBy(module => module.Version, VersionOrder.Instance)!);
}
