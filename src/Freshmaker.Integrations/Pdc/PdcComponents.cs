using System.Text.Json;
using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Messages;
using Freshmaker.Integrations.Http;

namespace Freshmaker.Integrations.Pdc;

/// <summary>A container and an RPM that it includes.</summary>
internal sealed record PdcInclusion(long Id, string Name, string? Release, string Rpm);

/// <summary>PDC's release components and how they are related (behaviour.md §7.11).</summary>
internal sealed class PdcComponents(PdcPages pages, PdcOptions options)
{
    /// <summary>Which containers include one of these RPMs.</summary>
    public async Task<IReadOnlyList<PdcInclusion>> IncludingAsync(IEnumerable<string> rpmNames, CancellationToken ct)
    {
        var found = await Chunks.AskAsync(pages.Filters("to_component_name", rpmNames), options.Limits.MaxConcurrency,
            (filter, stop) => pages.FindAsync("release-component-relationships/", $"type=ContainerIncludesRPM&{filter}ordering=id", Inclusion, stop), ct);
        return [.. found.SelectMany(part => part)];
    }

    /// <summary>
    /// Branches of components by their ids. PDC filters components by name, not by id, so they are asked for by name many at once, and what is not among the
    /// answer one by one. A component that PDC does not show any more (its release is inactive) is absent.
    /// </summary>
    public async Task<IReadOnlyDictionary<long, string?>> BranchesAsync(IReadOnlyCollection<(long Id, string Name)> components, CancellationToken ct)
    {
        var wanted = components.Select(component => component.Id).ToHashSet();
        var byName = await Chunks.AskAsync(pages.Filters("name", components.Select(component => component.Name).Distinct(StringComparer.Ordinal)), options.Limits.MaxConcurrency,
            (filter, stop) => pages.FindAsync("release-components/", $"{filter}ordering=id", Component, stop), ct);
        var branches = byName.SelectMany(part => part).Where(component => wanted.Contains(component.Id)).DistinctBy(component => component.Id)
            .ToDictionary(component => component.Id, component => component.Branch);

        var single = await Chunks.AskAsync(wanted.Where(id => !branches.ContainsKey(id)).Order(), options.Limits.MaxConcurrency, SingleAsync, ct);
        foreach (var component in single)
        {
            if (component is { } known)
                branches[known.Id] = known.Branch;
        }

        return branches;
    }

    async Task<(long Id, string? Branch)?> SingleAsync(long id, CancellationToken ct)
    {
        if (await pages.GetAsync($"release-components/{id}/", ct) is not { } answer)
            return null;
        var component = Component(answer, answer.Json(), "");
        return component.Id == id ? component : throw answer.Fault($"id must be {id}");
    }

    static PdcInclusion Inclusion(Answer answer, JsonElement item, string path)
    {
        if (item.WholeNumber("from_component", "id") is not (> 0 and var id))
            throw answer.Fault($"{path}.from_component.id must be a positive whole number");
        var name = item.FreeText("from_component", "name");
        if (ArtifactNames.BrokenRuleOfName(name) is { } rule)
            throw answer.Fault($"{path}.from_component.name {rule}");
        return item.FreeText("to_component", "name") is { Length: > 0 } rpm
            ? new(id, name!, item.FreeText("from_component", "release"), rpm)
            : throw answer.Fault($"{path}.to_component.name must be a text that is not empty");
    }

    static (long Id, string? Branch) Component(Answer answer, JsonElement item, string path)
    {
        var at = path.Length == 0 ? "" : $"{path}.";
        if (item.WholeNumber("id") is not (> 0 and var id))
            throw answer.Fault($"{at}id must be a positive whole number");
        if (item.At("dist_git_branch") is null)
            return (id, null);
        var branch = item.FreeText("dist_git_branch");
        return ArtifactNames.BrokenRuleOfBranch(branch) is { } rule ? throw answer.Fault($"{at}dist_git_branch {rule}") : (id, branch);
    }
}
