namespace Freshmaker.Sandbox.World.Images;

/// <summary>An image as the world file or a generation has it, before what it leaves out is derived.</summary>
/// <param name="Path">Where it is in the file, for messages.</param>
internal sealed record ImageDraft(string Path, NvrText Parts)
{
    public string Nvr { get; } = $"{Parts.Name}-{Parts.Version}-{Parts.Release}";

    public string? Stream { get; init; }
    public DraftParent? From { get; init; }
    public IReadOnlyList<DraftParent> Stages { get; init; } = [];

    /// <summary>The whole manifest; null: the parent's with <see cref="Adds"/>.</summary>
    public IReadOnlyList<string>? Rpms { get; init; }

    /// <summary>What it has beyond its parent; takes the place of the parent's RPM of the same name.</summary>
    public IReadOnlyList<string> Adds { get; init; } = [];

    /// <summary>False: it contains RPMs, but the catalogue has no list of them.</summary>
    public bool HasManifest { get; init; } = true;
    public bool IsBaseImage { get; init; }
    public bool Flatpak { get; init; }
    public IReadOnlyList<string>? Arches { get; init; }
    public IReadOnlyList<string>? ContentSets { get; init; }
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();
    public IReadOnlyList<long> Composes { get; init; } = [];

    /// <summary>Where it is; null: in the repository of its name.</summary>
    public IReadOnlyList<WorldPlace>? Places { get; init; }

    /// <summary>Its tags in the repository of its name; null: the usual ones.</summary>
    public IReadOnlyList<string>? Tags { get; init; }
    public bool Published { get; init; } = true;
    public bool InCatalogue { get; init; } = true;
    public bool HasBrewData { get; init; } = true;
    public long? BuildId { get; init; }
    public long? TaskId { get; init; }
    public bool HasTask { get; init; } = true;
    public string? Repository { get; init; }
    public string? Revision { get; init; }
    public string? GitBranch { get; init; }
    public string? Target { get; init; }
    public DateTimeOffset? BuiltAt { get; init; }
    public WorldImageBehaviour Behaviour { get; init; } = WorldImageBehaviour.Usual;

    /// <summary>All images that it is built from.</summary>
    public IEnumerable<DraftParent> Parents => From is null ? Stages : Stages.Prepend(From);
}

/// <summary>An image that another one is built from.</summary>
/// <param name="Missing">The world has no such image, and that is meant.</param>
/// <param name="Cycle">It closes a cycle, and that is meant.</param>
internal sealed record DraftParent(string Nvr, string Path, bool Missing, bool Cycle);
