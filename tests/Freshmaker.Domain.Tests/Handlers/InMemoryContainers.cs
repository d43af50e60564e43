using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Ports;

namespace Freshmaker.Domain.Tests.Handlers;

/// <summary>Knows the containers and their sources that the test tells it; an id is given to each.</summary>
sealed class InMemoryContainers : IContainerCatalogue, ISourceRepository
{
    readonly List<ContainerComponent> _components = [];
    readonly Dictionary<(string Namespace, string Repository, string Branch), string> _heads = [];

    public List<string> Asked { get; } = [];

    /// <summary>A container with a source at <paramref name="head"/>; null: no such branch.</summary>
    public InMemoryContainers Includes(string name, string? branch, string? head, params string[] rpms)
    {
        _components.Add(new(_components.Count + 1, name, $"release-{branch}", branch, rpms));
        if (head is not null)
            _heads[("container", name, branch!)] = head;
        return this;
    }

    public Task<IReadOnlyList<ContainerComponent>> IncludingRpmsAsync(IReadOnlyCollection<string> rpmNames, CancellationToken ct)
    {
        Asked.Add($"containers with {string.Join(' ', rpmNames)}");
        return Task.FromResult<IReadOnlyList<ContainerComponent>>(
            [.. _components.Select(c => c with { Rpms = [.. c.Rpms.Intersect(rpmNames)] }).Where(c => c.Rpms.Count > 0)]);
    }

    public Task<string?> HeadAsync(string @namespace, string repository, string branch, CancellationToken ct)
    {
        Asked.Add($"head of {@namespace}/{repository} {branch}");
        return Task.FromResult(_heads.GetValueOrDefault((@namespace, repository, branch)));
    }

    public Task<BumpResult> BumpAsync(BumpRequest request, CancellationToken ct) => throw new NotSupportedException();

    public Task<IReadOnlyList<string>> ChangedFilesAsync(Push push, string? since, CancellationToken ct) => throw new NotSupportedException();
}
