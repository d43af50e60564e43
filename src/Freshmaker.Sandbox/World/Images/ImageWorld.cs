namespace Freshmaker.Sandbox.World.Images;

/// <summary>The images of a world, with all that Koji, ODCS, the catalogues, the Errata Tool, Pulp and PDC know about them at the start.</summary>
public sealed record ImageWorld(
    IReadOnlyList<WorldRepository> Repositories,
    IReadOnlyList<WorldImage> Images,
    IReadOnlyList<WorldRpmBuild> RpmBuilds,
    IReadOnlyList<WorldAdvisory> Advisories,
    IReadOnlyList<WorldCompose> Composes,
    IReadOnlyList<WorldPulpRepository> PulpRepositories,
    IReadOnlyList<WorldContainer> Containers)
{
    public static ImageWorld Empty { get; } = new([], [], [], [], [], [], []);
}

/// <summary>A repository in a registry.</summary>
public sealed record WorldRepository(
    string Registry, string Path, bool Published, IReadOnlyList<string> AutoRebuildTags, IReadOnlyList<string> ReleaseCategories);

/// <summary>One build of an image.</summary>
public sealed record WorldImage
{
    /// <summary>Name-version-release.</summary>
    public required string Nvr { get; init; }
    public required long BuildId { get; init; }

    /// <summary>The Koji task that made it; null: Koji knows none.</summary>
    public long? TaskId { get; init; }

    /// <summary>dist-git repository with namespace.</summary>
    public required string Repository { get; init; }
    public required string Revision { get; init; }
    public required string GitBranch { get; init; }
    public required string Target { get; init; }
    public IReadOnlyList<string> Arches { get; init; } = ["x86_64"];
    public IReadOnlyList<string> ContentSets { get; init; } = [];

    /// <summary>Binary RPMs as name-version-release, the same for all architectures; null: the catalogue has no manifest.</summary>
    public IReadOnlyList<string>? Rpms { get; init; }

    /// <summary>NVR of the image of the final stage; null for a base image.</summary>
    public string? Parent { get; init; }

    /// <summary>NVRs of the images of the other stages.</summary>
    public IReadOnlyList<string> OtherStages { get; init; } = [];
    public IReadOnlyList<WorldPlace> Places { get; init; } = [];
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();
    public IReadOnlyList<long> Composes { get; init; } = [];
    public bool IsBaseImage { get; init; }
    public bool Flatpak { get; init; }
    public DateTimeOffset BuiltAt { get; init; }

    /// <summary>False: the catalogues have never heard of it, though Koji has it.</summary>
    public bool InCatalogue { get; init; } = true;

    /// <summary>False: the catalogue's record has no Koji data (built elsewhere).</summary>
    public bool HasBrewData { get; init; } = true;

    /// <summary>How builds of this image end.</summary>
    public WorldImageBehaviour Behaviour { get; init; } = WorldImageBehaviour.Usual;
}

/// <summary>An image in a repository, with the tags it carries there.</summary>
public sealed record WorldPlace(string Registry, string Repository, bool Published, IReadOnlyList<string> Tags, DateTimeOffset? PublishedAt = null);

/// <summary>How rebuilds of an image go.</summary>
/// <param name="FailTimes">So many builds fail before one succeeds; -1: all of them.</param>
/// <param name="Reason">What Koji says of a failure.</param>
/// <param name="Stuck">The task stays open for ever.</param>
/// <param name="KeepsOldRpms">The result contains the old RPMs, so it fails verification.</param>
/// <param name="TakesTime">How long the task is open; null: as the sandbox is configured.</param>
public sealed record WorldImageBehaviour(int FailTimes = 0, string? Reason = null, bool Stuck = false, bool KeepsOldRpms = false, TimeSpan? TakesTime = null)
{
    public static WorldImageBehaviour Usual { get; } = new();
}

/// <summary>A build of a source RPM.</summary>
/// <param name="Rpms">Binary RPMs as name-version-release.</param>
public sealed record WorldRpmBuild(string Nvr, long BuildId, IReadOnlyList<string> Rpms, IReadOnlyList<string> Tags);

/// <summary>An advisory.</summary>
/// <param name="Cves">CVE ids, each with the source builds of the advisory that it affects.</param>
/// <param name="Builds">NVRs of its source builds, which are among the world's RPM builds, by product version.</param>
public sealed record WorldAdvisory(
    long Id, string Name, string State, IReadOnlyList<string> ContentTypes, string SecurityImpact, string ProductShortName, string ReleaseName,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Cves, IReadOnlyDictionary<string, IReadOnlyList<string>> Builds, IReadOnlyList<string> PulpRepositories)
{
    public string Reporter { get; init; } = "dana@example.com";
    public IReadOnlyList<string> BugFlags { get; init; } = [];
}

/// <summary>A compose that exists at the start.</summary>
/// <param name="State">ODCS's name of it: wait, generating, done, removed, failed.</param>
/// <param name="Kind">tag, module, pulp, build.</param>
public sealed record WorldCompose(long Id, string State, string Kind, string Source, DateTimeOffset ExpiresAt);

/// <summary>A Pulp repository and its content set, if it has one.</summary>
public sealed record WorldPulpRepository(string Id, string? ContentSet);

/// <summary>A container as PDC knows it.</summary>
/// <param name="Rpms">Names of the RPMs it includes.</param>
public sealed record WorldContainer(long Id, string Name, string Release, string Branch, IReadOnlyList<string> Rpms);
