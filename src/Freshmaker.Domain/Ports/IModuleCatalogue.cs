namespace Freshmaker.Domain.Ports;

/// <summary>Knows which active modules contain what and are built from what (PDC; behaviour.md §7.11).</summary>
/// <remarks>Throws <see cref="OutsideFault"/> when it cannot answer.</remarks>
public interface IModuleCatalogue
{
    /// <summary>Active modules of which some version contains the RPM built from that branch.</summary>
    Task<IReadOnlyList<ModuleMatch>> ContainingRpmAsync(string rpm, string branch, CancellationToken ct);

    /// <summary>Active modules of which some version has that module stream as a build dependency.</summary>
    Task<IReadOnlyList<ModuleMatch>> BuiltFromAsync(string name, string stream, CancellationToken ct);
}

/// <summary>A module stream that matched, once, by the newest of its matching versions.</summary>
/// <param name="Name">Module name.</param>
/// <param name="Stream">Module stream.</param>
/// <param name="Version">The newest version that matches.</param>
/// <param name="NewestVersion">The newest version there is. Only if both are equal does the module count.</param>
public sealed record ModuleMatch(string Name, string Stream, string Version, string NewestVersion)
{
    public bool IsNewest => Version == NewestVersion;
}
