using System.Text.Json.Serialization;

namespace Freshmaker.Domain.Messages;

/// <summary>What happened outside that may make artifacts stale. Stored with its kind as discriminator.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ModuleReady), nameof(ModuleReady))]
[JsonDerivedType(typeof(ModuleMetadataChanged), nameof(ModuleMetadataChanged))]
[JsonDerivedType(typeof(RpmSpecChanged), nameof(RpmSpecChanged))]
[JsonDerivedType(typeof(DockerfileChanged), nameof(DockerfileChanged))]
[JsonDerivedType(typeof(RpmsStable), nameof(RpmsStable))]
[JsonDerivedType(typeof(AdvisoryShipped), nameof(AdvisoryShipped))]
[JsonDerivedType(typeof(AdvisoryRebuildRequested), nameof(AdvisoryRebuildRequested))]
[JsonDerivedType(typeof(ImageRebuildRequested), nameof(ImageRebuildRequested))]
[JsonDerivedType(typeof(ModuleRebuildRequested), nameof(ModuleRebuildRequested))]
[JsonDerivedType(typeof(ImageBuilt), nameof(ImageBuilt))]
public abstract record Trigger
{
    /// <summary>The kind, whose numbers are part of the REST contract.</summary>
    [JsonIgnore]
    public TriggerKind Kind => this switch
    {
        ModuleReady => TriggerKind.ModuleReady,
        ModuleMetadataChanged => TriggerKind.ModuleMetadataChanged,
        RpmSpecChanged => TriggerKind.RpmSpecChanged,
        DockerfileChanged => TriggerKind.DockerfileChanged,
        RpmsStable => TriggerKind.RpmsStable,
        AdvisoryShipped => TriggerKind.AdvisoryShipped,
        AdvisoryRebuildRequested => TriggerKind.AdvisoryRebuildRequested,
        ImageRebuildRequested => TriggerKind.ImageRebuildRequested,
        ModuleRebuildRequested => TriggerKind.ModuleRebuildRequested,
        ImageBuilt => TriggerKind.ImageBuilt,
        _ => throw new InvalidOperationException($"{GetType().Name} has no kind"),
    };

    /// <summary>Whoever asked wants nothing outside to be changed.</summary>
    [JsonIgnore]
    public bool IsDryRun => this is AdvisoryRebuildRequested { DryRun: true } or ImageRebuildRequested { DryRun: true } or ModuleRebuildRequested { DryRun: true };

    /// <summary>A person asked for a rebuild.</summary>
    [JsonIgnore]
    public bool IsRequest => Request is not null;

    /// <summary>The id of a person's request; null of what happened by itself.</summary>
    [JsonIgnore]
    public string? Request => this switch
    {
        AdvisoryRebuildRequested r => r.RequestId,
        ImageRebuildRequested r => r.RequestId,
        ModuleRebuildRequested r => r.RequestId,
        _ => null,
    };

    /// <summary>The public number of the earlier rebuild that a request goes on from; null for none.</summary>
    [JsonIgnore]
    public long? Continues => this switch
    {
        AdvisoryRebuildRequested r => r.ContinuesRebuild,
        ImageRebuildRequested r => r.ContinuesRebuild,
        _ => null,
    };

    /// <summary>The person who asked; null where nobody did, or nobody says who.</summary>
    [JsonIgnore]
    public string? RequestedBy => this switch
    {
        AdvisoryRebuildRequested r => r.Requester,
        ImageRebuildRequested r => r.Requester,
        ModuleRebuildRequested r => r.Requester,
        _ => null,
    };

    /// <summary>The same for those who may not know who asked.</summary>
    public Trigger WithoutPeople() => this switch
    {
        AdvisoryRebuildRequested r => r with { Requester = null },
        ImageRebuildRequested r => r with { Requester = null },
        ModuleRebuildRequested r => r with { Requester = null },
        _ => this,
    };

    /// <summary>The key by which people look for it (behaviour.md §2).</summary>
    [JsonIgnore]
    public string SearchKey => this switch
    {
        ModuleReady r => $"{r.BuildId}",
        ModuleMetadataChanged c => $"{c.Module}/{c.Branch}?#{c.Revision}",
        RpmSpecChanged c => $"{c.Rpm}/{c.Branch}?#{c.Revision}",
        DockerfileChanged c => $"{c.Container}/{c.Branch}?#{c.Revision}",
        RpmsStable u => u.UpdateId,
        AdvisoryShipped a => $"{a.Advisory}",
        AdvisoryRebuildRequested r => $"{r.Advisory}",
        ImageRebuildRequested r => r.RequestId,
        ModuleRebuildRequested r => $"{r.Module}:{r.Stream}",
        ImageBuilt b => b.Nvr,
        _ => throw new InvalidOperationException($"{GetType().Name} has no search key"),
    };

    /// <summary>
    /// What it says, whoever says it: two messages with the same fact (a push announced by both dist-git and pagure, a build announced twice) are
    /// handled once.
    /// </summary>
    [JsonIgnore]
    public string Fact => this switch
    {
        ModuleReady r => $"module-ready/{r.BuildId}",
        ModuleMetadataChanged c => $"push/modules/{c.Module}/{c.Branch}#{c.Revision.ToLowerInvariant()}",
        RpmSpecChanged c => $"push/rpms/{c.Rpm}/{c.Branch}#{c.Revision.ToLowerInvariant()}",
        DockerfileChanged c => $"push/container/{c.Container}/{c.Branch}#{c.Revision.ToLowerInvariant()}",
        RpmsStable u => $"update-stable/{u.UpdateId}",
        AdvisoryShipped a => $"advisory-shipped/{a.Advisory}",
        AdvisoryRebuildRequested r => $"request/{r.RequestId}",
        ImageRebuildRequested r => $"request/{r.RequestId}",
        ModuleRebuildRequested r => $"request/{r.RequestId}",
        ImageBuilt b => $"image-built/{b.Nvr}",
        _ => throw new InvalidOperationException($"{GetType().Name} states no fact"),
    };
}

/// <summary>Kinds of triggers. The numbers are the event type ids of the REST contract (behaviour.md §2).</summary>
public enum TriggerKind
{
    ModuleReady = 0,
    ModuleMetadataChanged = 1,
    RpmSpecChanged = 2,
    DockerfileChanged = 4,
    RpmsStable = 5,
    AdvisoryShipped = 8,
    AdvisoryRebuildRequested = 13,
    ImageRebuildRequested = 14,

    /// <summary>The existing system has none like it; its numbers end at 18.</summary>
    ImageBuilt = 100,

    /// <summary>The existing system takes no such requests.</summary>
    ModuleRebuildRequested = 101,
}

/// <summary>MBS made a module ready, whoever asked for the build.</summary>
/// <param name="Name">Module name.</param>
/// <param name="Stream">Module stream.</param>
/// <param name="BuildId">MBS's id of the build.</param>
/// <param name="Version">Module version, when the message says it.</param>
/// <param name="Context">Module context, when the message says it.</param>
/// <param name="Revision">The dist-git commit it was built from, when the message says it.</param>
public sealed record ModuleReady(string Name, string Stream, long BuildId, string? Version, string? Context, string? Revision) : Trigger;

/// <summary>A module's own metadata file changed in dist-git.</summary>
public sealed record ModuleMetadataChanged(string Module, string Branch, string Revision) : Trigger;

/// <summary>The spec file of an RPM changed in dist-git.</summary>
public sealed record RpmSpecChanged(string Rpm, string Branch, string Revision) : Trigger;

/// <summary>The Dockerfile of a container changed in dist-git.</summary>
public sealed record DockerfileChanged(string Container, string Branch, string Revision) : Trigger;

/// <summary>A Bodhi update became stable (behaviour.md T2).</summary>
/// <param name="Builds">NVRs of its RPM builds.</param>
/// <param name="Release">The release's name, such as <c>F41</c>.</param>
/// <param name="Branch">The release's dist-git branch, such as <c>f41</c>.</param>
public sealed record RpmsStable(string UpdateId, IReadOnlyList<string> Builds, string? Release, string? Branch) : Trigger;

/// <summary>An advisory was shipped (behaviour.md T7). What it holds is asked of the tool when planning.</summary>
/// <param name="Advisory">The tool's id of it.</param>
public sealed record AdvisoryShipped(long Advisory) : Trigger;

/// <summary>A person asked for the rebuild of an advisory (behaviour.md T10).</summary>
/// <param name="RequestId">The request's own id: every request is a fact of its own.</param>
/// <param name="Advisory">The tool's id of it.</param>
/// <param name="Images">NVRs of the leaf images to rebuild; all affected ones when empty.</param>
/// <param name="ContinuesRebuild">The public number of an earlier rebuild, whose results are used instead of being built again; null for none.</param>
/// <param name="SkipRebuilt">Images that earlier rebuilds of the advisory built are left alone.</param>
/// <param name="DryRun">Nothing outside is changed.</param>
public sealed record AdvisoryRebuildRequested(
    string RequestId, long Advisory, IReadOnlyList<string> Images, long? ContinuesRebuild, bool SkipRebuilt, bool DryRun, string? Requester) : Trigger
{
    /// <summary>What the requester added, as JSON text, unread.</summary>
    public string? Metadata { get; init; }
}

/// <summary>A person asked for the rebuild of named images on a branch (behaviour.md T11).</summary>
/// <param name="Branch">The dist-git branch.</param>
/// <param name="Images">Names, as in their NVRs.</param>
/// <param name="Target">The Koji target; the images' own when null.</param>
public sealed record ImageRebuildRequested(
    string RequestId, string Branch, IReadOnlyList<string> Images, string? Target, long? ContinuesRebuild, bool DryRun, string? Requester) : Trigger
{
    /// <summary>What the requester added, as JSON text, unread.</summary>
    public string? Metadata { get; init; }
}

/// <summary>A person asked for the rebuild of a module.</summary>
/// <param name="Stream">The module's stream, which is its branch in dist-git.</param>
/// <param name="DryRun">Nothing outside is changed.</param>
public sealed record ModuleRebuildRequested(string RequestId, string Module, string Stream, bool DryRun, string? Requester) : Trigger;

/// <summary>Koji completed an image build that we did not start.</summary>
public sealed record ImageBuilt(string Nvr, long BuildId, long? TaskId) : Trigger;
