namespace Freshmaker.Domain.Planning;

/// <summary>The advisory that a plan was made for, as it was then.</summary>
/// <param name="Name">Such as <c>RHSA-2031:0042</c>.</param>
/// <param name="Cves">Such as <c>CVE-2031-1001</c>; empty when it names none.</param>
public sealed record PlannedAdvisory(long Id, string Name, IReadOnlyList<string> Cves);
