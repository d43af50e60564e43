namespace Freshmaker.Domain.Messages;

/// <summary>States of a module build in MBS. The numbers are MBS's (behaviour.md §4.2, messages.md §3).</summary>
public enum ModuleBuildState
{
    Init = 0,
    Wait = 1,
    Build = 2,
    Done = 3,
    Failed = 4,
    Ready = 5,
    Garbage = 6,
}

/// <summary>What MBS says of one module build, by message or when asked.</summary>
/// <param name="BuildId">MBS's id of the build.</param>
/// <param name="Name">Module name.</param>
/// <param name="Stream">Module stream.</param>
/// <param name="State">Its state now.</param>
/// <param name="StateReason">MBS's own words, if any.</param>
/// <param name="Version">Module version, if known.</param>
/// <param name="Context">Module context, if known.</param>
/// <param name="Revision">The dist-git commit it is built from, if known.</param>
public sealed record ModuleBuildProgress(
    long BuildId, string Name, string Stream, ModuleBuildState State, string? StateReason, string? Version, string? Context, string? Revision) : Progress;
