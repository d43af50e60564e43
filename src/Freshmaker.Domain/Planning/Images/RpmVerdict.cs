using Freshmaker.Domain.Artifacts;

namespace Freshmaker.Domain.Planning.Images;

/// <summary>What comparing with a fix finds, the strongest first.</summary>
public enum RpmFinding
{
    /// <summary>Something is older than the fix.</summary>
    Affected,
    AlreadyFixed,

    /// <summary>The fix is for other streams.</summary>
    OtherStream,

    /// <summary>The fix is modular and what is installed is not, or the other way round.</summary>
    ModularityDiffers,

    /// <summary>Nothing of those names is installed.</summary>
    NotInstalled,

    /// <summary>Nobody knows what is installed.</summary>
    Unknown,
}

/// <summary>What comparing an image, or one RPM, with a fix found.</summary>
/// <param name="Installed">The RPM that decided.</param>
/// <param name="Needed">The fixed RPM that it was compared with.</param>
public sealed record RpmVerdict(RpmFinding Finding, Nvr? Installed = null, Nvr? Needed = null)
{
    public static RpmVerdict Unknown { get; } = new(RpmFinding.Unknown);
    public static RpmVerdict NotInstalled { get; } = new(RpmFinding.NotInstalled);

    /// <summary>The numbers of the affected names, sorted.</summary>
    internal int[] Affected { get; init; } = [];

    /// <summary>It is affected, or nobody knows.</summary>
    public bool MayBeAffected => Finding is RpmFinding.Affected or RpmFinding.Unknown;

    /// <summary>The same RPM may be what affects both: a parent hands it down.</summary>
    internal bool SharesWith(RpmVerdict other)
    {
        if (Finding == RpmFinding.Unknown || other.Finding == RpmFinding.Unknown)
            return true;
        for (int i = 0, j = 0; i < Affected.Length && j < other.Affected.Length;)
        {
            if (Affected[i] == other.Affected[j])
                return true;
            if (Affected[i] < other.Affected[j])
                i++;
            else
                j++;
        }

        return false;
    }
}
