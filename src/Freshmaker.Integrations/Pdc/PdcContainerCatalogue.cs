using Freshmaker.Domain.Ports;

namespace Freshmaker.Integrations.Pdc;

/// <summary>Two questions however many RPMs: which containers include them, and from which branches those are built.</summary>
internal sealed class PdcContainerCatalogue(PdcComponents components) : IContainerCatalogue
{
    public async Task<IReadOnlyList<ContainerComponent>> IncludingRpmsAsync(IReadOnlyCollection<string> rpmNames, CancellationToken ct)
    {
        var names = rpmNames.ToHashSet(StringComparer.Ordinal);
        var including = (await components.IncludingAsync(names.Order(StringComparer.Ordinal), ct)).Where(inclusion => names.Contains(inclusion.Rpm)).GroupBy(inclusion => inclusion.Id).ToList();
        var branches = await components.BranchesAsync([.. including.Select(container => (container.Key, container.First().Name))], ct);
        return [.. including
            .Select(container => new ContainerComponent(
                container.Key, container.First().Name, container.First().Release, branches.GetValueOrDefault(container.Key),
                [.. container.Select(inclusion => inclusion.Rpm).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]))
            .OrderBy(container => container.Name, StringComparer.Ordinal).ThenBy(container => container.Id)];
    }
}
