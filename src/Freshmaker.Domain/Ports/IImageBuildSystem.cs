using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Messages;

namespace Freshmaker.Domain.Ports;

/// <summary>Builds images (Koji; behaviour.md §7.1).</summary>
/// <remarks>Throws <see cref="OutsideFault"/> when it cannot answer.</remarks>
public interface IImageBuildSystem
{
    /// <summary>
    /// The tasks that were submitted with exactly this request, in whatever state they are, the newest first. A request with a release is found by the NVR it
    /// makes, so there is one at most: of the build that Koji has for it, else a container task of ours with that release and target among those created after
    /// <paramref name="askedAfter"/>. One without is found among those by source, target and branch: then they can be several, for Koji chooses another release
    /// for each, and of earlier attempts or of other rebuilds.
    /// </summary>
    Task<IReadOnlyList<TaskProgress>> FindAsync(ImageBuildRequest request, DateTimeOffset askedAfter, CancellationToken ct);

    /// <summary>Tasks by Koji's ids, in one call. A fault of one task is no fault of the call.</summary>
    Task<TaskReport> LookAsync(IReadOnlyCollection<long> taskIds, CancellationToken ct);

    Task<ImageSubmission> SubmitAsync(ImageBuildRequest request, CancellationToken ct);

    /// <summary>Asks Koji to cancel a task with all its children (<c>cancelTask</c>, never <c>cancelBuild</c>: behaviour.md D9). Harmless when it is over.</summary>
    Task CancelAsync(long taskId, CancellationToken ct);

    /// <summary>What a closed task made: its build and the RPMs installed in it, of all architectures. Null when Koji knows no build of the task.</summary>
    Task<BuiltImage?> ResultAsync(long taskId, CancellationToken ct);

    /// <summary>Where people can look at a task.</summary>
    Uri UrlOf(long taskId);
}

/// <summary>A container build that is wanted: the arguments of Koji's <c>buildContainer</c>.</summary>
/// <param name="Source">The dist-git commit, such as <c>git://dist-git.example.com/containers/web#0d3a9c1f</c>.</param>
/// <param name="Target">The Koji build target.</param>
/// <param name="GitBranch">The branch that the commit is on.</param>
public sealed record ImageBuildRequest(string Source, string Target, string GitBranch)
{
    /// <summary>The NVR that the build is to have; Koji is told its release. Null: Koji chooses.</summary>
    public Nvr? Nvr { get; init; }

    /// <summary>The NVR to build on (<c>koji_parent_build</c>).</summary>
    public string? ParentNvr { get; init; }
    public IReadOnlyList<long> Composes { get; init; } = [];
    public IReadOnlyList<string> ExtraRepositories { get; init; } = [];
    public string? Arches { get; init; }
    public bool Isolated { get; init; }
    public bool Scratch { get; init; }
    public bool Flatpak { get; init; }
}

/// <summary>How Koji answered a submission.</summary>
public abstract record ImageSubmission
{
    ImageSubmission() { }

    public sealed record Accepted(long TaskId) : ImageSubmission;

    /// <summary>Koji's fault is about this request and will be the same next time: unknown target, not permitted, wrong argument.</summary>
    public sealed record Refused(int Code, string Text) : ImageSubmission;
}

/// <summary>What Koji says of tasks. One that it does not know is in neither part.</summary>
/// <param name="Tasks">By id.</param>
/// <param name="Faults">By id: Koji could not say how this one is, or said what makes no sense.</param>
public sealed record TaskReport(IReadOnlyDictionary<long, TaskProgress> Tasks, IReadOnlyDictionary<long, OutsideFault> Faults);

/// <summary>Shorter ways to ask.</summary>
public static class ImageBuildSystems
{
    /// <summary>Tasks by Koji's ids, for those who need to know of each. What Koji does not know is absent.</summary>
    /// <exception cref="OutsideFault">It cannot say how they all are.</exception>
    public static async Task<IReadOnlyDictionary<long, TaskProgress>> GetAsync(this IImageBuildSystem koji, IReadOnlyCollection<long> taskIds, CancellationToken ct) =>
        await koji.LookAsync(taskIds, ct) is var report && report.Faults.Values.FirstOrDefault() is { } fault ? throw fault : report.Tasks;
}

/// <summary>An image that was built.</summary>
/// <param name="Rpms">Binary RPMs in it, each once. Null when Koji has no manifest of it.</param>
public sealed record BuiltImage(long BuildId, string Nvr, IReadOnlyList<Nvr>? Rpms);
