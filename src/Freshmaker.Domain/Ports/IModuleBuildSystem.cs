using Freshmaker.Domain.Messages;

namespace Freshmaker.Domain.Ports;

/// <summary>Builds modules (MBS; behaviour.md §7.3).</summary>
/// <remarks>Throws <see cref="OutsideFault"/> when it cannot answer.</remarks>
public interface IModuleBuildSystem
{
    /// <summary>The build of exactly this commit on this stream, or null. The newest if there are several.</summary>
    Task<ModuleBuildProgress?> FindAsync(string name, string stream, string revision, CancellationToken ct);

    /// <summary>A build by MBS's id, or null when MBS does not know it.</summary>
    Task<ModuleBuildProgress?> GetAsync(long buildId, CancellationToken ct);

    Task<ModuleSubmission> SubmitAsync(string name, string stream, string revision, CancellationToken ct);

    /// <summary>Asks MBS to stop a build. False when it is no longer running.</summary>
    Task<bool> CancelAsync(long buildId, CancellationToken ct);

    /// <summary>Where people can look at a build.</summary>
    Uri UrlOf(long buildId);
}

/// <summary>How MBS answered a submission.</summary>
public abstract record ModuleSubmission
{
    ModuleSubmission() { }

    /// <summary>201: the build exists now.</summary>
    public sealed record Accepted(ModuleBuildProgress Build) : ModuleSubmission;

    /// <summary>409: this commit was submitted before. Find that build and adopt it.</summary>
    public sealed record AlreadySubmitted(string Text) : ModuleSubmission;

    /// <summary>Any other 4xx: MBS does not want this build, and will not want it next time.</summary>
    public sealed record Refused(int Status, string Text) : ModuleSubmission;
}
