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
    public abstract TriggerKind Kind { get; }

    /// <summary>The key by which people look for it (behaviour.md §2).</summary>
    [JsonIgnore]
    public abstract string SearchKey { get; }
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
public sealed record ModuleReady(string Name, string Stream, long BuildId, string? Version, string? Context, string? Revision) : Trigger
{
    public override TriggerKind Kind => TriggerKind.ModuleReady;
    public override string SearchKey => BuildId.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A module's own metadata file changed in dist-git.</summary>
public sealed record ModuleMetadataChanged(string Module, string Branch, string Revision) : Trigger
{
    public override TriggerKind Kind => TriggerKind.ModuleMetadataChanged;
    public override string SearchKey => $"{Module}/{Branch}?#{Revision}";
}

/// <summary>The spec file of an RPM changed in dist-git.</summary>
public sealed record RpmSpecChanged(string Rpm, string Branch, string Revision) : Trigger
{
    public override TriggerKind Kind => TriggerKind.RpmSpecChanged;
    public override string SearchKey => $"{Rpm}/{Branch}?#{Revision}";
}

/// <summary>The Dockerfile of a container changed in dist-git.</summary>
public sealed record DockerfileChanged(string Container, string Branch, string Revision) : Trigger
{
    public override TriggerKind Kind => TriggerKind.DockerfileChanged;
    public override string SearchKey => $"{Container}/{Branch}?#{Revision}";
}
