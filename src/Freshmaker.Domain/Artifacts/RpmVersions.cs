namespace Freshmaker.Domain.Artifacts;

/// <summary>Placeholder until the planner's comparison is merged.</summary>
static class RpmVersions
{
    public static int Compare(Nvr a, Nvr b) => string.CompareOrdinal(a.Release, b.Release);
}
