namespace Freshmaker.Domain.Rebuilds;

/// <summary>Where a rebuild stands in a cascade: the rebuilds that follow from one first push, each caused by a build of an earlier one.</summary>
/// <param name="Root">Id of the first rebuild of the cascade; its own for the first.</param>
/// <param name="CausedByRebuild">The rebuild whose build caused this one; null for the first.</param>
/// <param name="CausedByBuild">The key of that build.</param>
/// <param name="Lineage">Keys of the artifacts from the first built one to the one that caused this rebuild.</param>
public sealed record CascadePosition(string Root, string? CausedByRebuild, string? CausedByBuild, IReadOnlyList<string> Lineage)
{
    /// <summary>The start of a cascade.</summary>
    public static CascadePosition First(string rebuildId, params IReadOnlyList<string> lineage) => new(rebuildId, null, null, lineage);

    /// <summary>The position of what follows when a build of this rebuild becomes ready.</summary>
    public CascadePosition After(string rebuildId, string build) => new(Root, rebuildId, build, [.. Lineage, build]);
}
