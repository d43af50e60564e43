using System.Text.Json.Serialization;

namespace Freshmaker.Domain.Messages;

/// <summary>What happened outside that may make artifacts stale. Stored with its kind as discriminator.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ModuleReady), nameof(ModuleReady))]
[JsonDerivedType(typeof(ModuleMetadataChanged), nameof(ModuleMetadataChanged))]
[JsonDerivedType(typeof(RpmSpecChanged), nameof(RpmSpecChanged))]
[JsonDerivedType(typeof(DockerfileChanged), nameof(DockerfileChanged))]
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
        _ => throw new InvalidOperationException($"{GetType().Name} has no kind"),
    };

    /// <summary>The key by which people look for it (behaviour.md §2).</summary>
    [JsonIgnore]
    public string SearchKey => this switch
    {
        ModuleReady r => $"{r.BuildId}",
        ModuleMetadataChanged c => $"{c.Module}/{c.Branch}?#{c.Revision}",
        RpmSpecChanged c => $"{c.Rpm}/{c.Branch}?#{c.Revision}",
        DockerfileChanged c => $"{c.Container}/{c.Branch}?#{c.Revision}",
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
