using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Ports;

namespace Freshmaker.Integrations.Images;

/// <summary>A catalogue's record: one architecture of an image build.</summary>
/// <param name="Arch">As RPM names it.</param>
internal sealed record ArchRecord(Nvr Nvr, string Arch)
{
    public IReadOnlyList<string> ContentSets { get; init; } = [];
    public IReadOnlyList<PlacedImage> Places { get; init; } = [];

    /// <summary>Null when there is no manifest, or it was not asked for.</summary>
    public IReadOnlyList<InstalledRpm>? Rpms { get; init; }
    public string? ParentNvr { get; init; }
    public IReadOnlyList<KeyValuePair<string, string>> Labels { get; init; } = [];
    public DateTimeOffset? PublishedAt { get; init; }

    /// <summary>Ids of its layers, its own first; only Lightblue is asked for them.</summary>
    public IReadOnlyList<string> Layers { get; init; } = [];

    /// <summary>What is wrong with it; nothing but its NVR is known then.</summary>
    public Fault? Unreadable { get; init; }

    public bool IsPublished => Places.Any(place => place.Published);
}

/// <summary>What a search found.</summary>
/// <param name="WithoutBrew">Records that were left out because they are not of a Koji build.</param>
internal sealed record Found<T>(IReadOnlyList<T> Records, int WithoutBrew);
