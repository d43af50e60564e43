namespace Freshmaker.Domain.Planning.Images;

/// <summary>How images are planned. The names and defaults of the existing system's options are in behaviour.md §9.4.</summary>
public sealed record ImagePlanningOptions
{
    /// <summary>Release categories whose repositories count when only published images do.</summary>
    public IReadOnlyList<string> ReleaseCategories { get; init; } = ["Generally Available", "Tech Preview", "Beta"];

    /// <summary>Images in repositories of these categories are not taken for the released ones of their version.</summary>
    public IReadOnlyList<string> PreviewCategories { get; init; } = ["Beta", "Tech Preview"];

    /// <summary>Repositories that count although they are not published.</summary>
    public IReadOnlyList<(string Registry, string Path)> UnpublishedExceptions { get; init; } = [];

    /// <summary>Registries that only builds use: what is there is not published by that.</summary>
    public IReadOnlyList<string> BuildRegistries { get; init; } = [];

    /// <summary>Every build of a version is replaced by the released one, newer ones too, which may go back to an older build.</summary>
    public bool ReleasedDependenciesOnly { get; init; }

    /// <summary>Base images are replaced by their newest published build even if that does not contain the fix either.</summary>
    public bool UpdateBaseImages { get; init; }

    /// <summary>Content sets that match this regular expression anywhere are not composed; null for none. Look-around and back references are not supported.</summary>
    public string? ExcludedContentSets { get; init; } = "-hidden-rpms$";

    /// <summary>The architectures of the original build are kept; else Koji decides.</summary>
    public bool KeepArches { get; init; }

    /// <summary>Addresses of extra repository files by name-version. A base image without one is not rebuilt.</summary>
    public IReadOnlyDictionary<string, string> ExtraRepositories { get; init; } = new Dictionary<string, string>();

    /// <summary>The keys that RPMs in composes of tags and builds have to be signed with, in order of preference.</summary>
    public IReadOnlyList<string> SigKeys { get; init; } = [];

    /// <summary>Images that contain the RPMs, but that the rules leave alone before anyone looks at them, are asked for too, so that each can be told why.</summary>
    public bool ExplainLeftOut { get; init; } = true;

    /// <summary>The tags of the current image of a repository whose owner wants none rebuilt.</summary>
    public IReadOnlyList<string> CurrentTags { get; init; } = ["latest"];

    /// <summary>The most images that one plan may consider; a larger one is refused. Of those that only explain, so many again.</summary>
    public int MaxImages { get; init; } = 100_000;

    /// <summary>The most parents one above another; a deeper plan is refused. Each costs two calls.</summary>
    public int MaxLevels { get; init; } = 100;
}
