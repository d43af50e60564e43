namespace Freshmaker.Domain.Ports;

/// <summary>Knows advisories (Errata Tool; behaviour.md §7.5).</summary>
/// <remarks>Throws <see cref="OutsideFault"/> when it cannot answer.</remarks>
public interface IAdvisories
{
    /// <summary>An advisory with what policy can ask about, or null when there is none of this id. Details cost further calls only when asked for.</summary>
    Task<AdvisoryRecord?> GetAsync(long id, CancellationToken ct);

    /// <summary>What an advisory ships.</summary>
    Task<AdvisoryContent> ContentAsync(long id, CancellationToken ct);
}

/// <summary>An advisory (behaviour.md §2, ErrataBase).</summary>
/// <param name="Name">Such as <c>RHSA-2031:0042</c>.</param>
/// <param name="State">The tool's name of it, such as <c>SHIPPED_LIVE</c>.</param>
/// <param name="ContentTypes">Such as <c>rpm</c>, <c>module</c>, <c>docker</c>.</param>
/// <param name="SecurityImpact">Lower case: <c>critical</c>, <c>important</c>, <c>moderate</c>, <c>low</c>, <c>none</c>.</param>
public sealed record AdvisoryRecord(
    long Id, string Name, string State, IReadOnlyList<string> ContentTypes, string SecurityImpact, string? ProductShortName, string? ReleaseName,
    IReadOnlyList<string> Cves, string? Reporter)
{
    /// <summary>By a bug flag <c>hightouch+</c> or a Jira Vulnerability with that special handling.</summary>
    public bool IsMajorIncident { get; init; }
    public bool IsCompliancePriority { get; init; }
    public bool IsContractPriority { get; init; }
}

/// <summary>What an advisory ships.</summary>
/// <param name="Builds">NVRs of its builds (source RPMs, modules).</param>
/// <param name="Rpms">NVRs of its binary RPMs, each once.</param>
/// <param name="AffectedRpms">Those that its CVEs name; empty when it has no CVEs.</param>
/// <param name="PulpRepositories">Ids of the Pulp repositories it goes to.</param>
public sealed record AdvisoryContent(
    IReadOnlyList<string> Builds, IReadOnlyList<string> Rpms, IReadOnlyList<string> AffectedRpms, IReadOnlyList<string> PulpRepositories);

/// <summary>Knows the content sets of Pulp repositories (Pulp 2; behaviour.md §7.7).</summary>
/// <remarks>Throws <see cref="OutsideFault"/> when it cannot answer.</remarks>
public interface IContentSets
{
    /// <summary>Content sets by repository id; repositories without one are absent.</summary>
    Task<IReadOnlyDictionary<string, string>> OfRepositoriesAsync(IReadOnlyCollection<string> repositoryIds, CancellationToken ct);
}

/// <summary>Knows which containers include an RPM (PDC release components; behaviour.md §7.11, O5).</summary>
/// <remarks>Throws <see cref="OutsideFault"/> when it cannot answer.</remarks>
public interface IContainerCatalogue
{
    /// <summary>Containers that include one of the RPM names, each once, with the branch they are built from.</summary>
    Task<IReadOnlyList<ContainerComponent>> IncludingRpmsAsync(IReadOnlyCollection<string> rpmNames, CancellationToken ct);
}

/// <summary>A container as a release component.</summary>
/// <param name="Release">The release it is of, such as <c>fedora-41</c>.</param>
/// <param name="Rpms">Which of the names asked for it includes.</param>
public sealed record ContainerComponent(long Id, string Name, string? Release, string? Branch, IReadOnlyList<string> Rpms);
