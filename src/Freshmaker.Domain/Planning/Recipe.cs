using System.Text.Json.Serialization;

namespace Freshmaker.Domain.Planning;

/// <summary>From what, and where, an artifact is built.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ModuleRecipe), "module")]
[JsonDerivedType(typeof(ImageRecipe), "image")]
public abstract record Recipe;

/// <summary>Built by MBS from a dist-git commit.</summary>
/// <param name="Name">Module name; the repository is <c>modules/&lt;name&gt;</c>.</param>
/// <param name="Stream">Module stream; also the branch.</param>
/// <param name="Revision">The commit, or null when a <see cref="SourceBump"/> makes it.</param>
public sealed record ModuleRecipe(string Name, string Stream, string? Revision) : Recipe;

/// <summary>Built by Koji from a dist-git commit (behaviour.md §3.0, §7.1).</summary>
public sealed record ImageRecipe : Recipe
{
    /// <summary>dist-git repository with its namespace, such as <c>containers/web</c>.</summary>
    public required string Repository { get; init; }

    /// <summary>The commit to build.</summary>
    public required string Revision { get; init; }

    /// <summary>The branch that Koji is told the commit is on.</summary>
    public required string GitBranch { get; init; }

    /// <summary>The Koji build target.</summary>
    public required string Target { get; init; }

    /// <summary>The build that this one replaces; null when it is built for a push and replaces none by name. Then Koji chooses the release.</summary>
    public string? OriginalNvr { get; init; }

    /// <summary>The image it is built on, as it is now: the one to build on unless <see cref="ParentBuild"/> makes a newer one. Null for a base image.</summary>
    public string? ParentNvr { get; init; }

    /// <summary>The key of the build of the same rebuild whose result it is built on, one of <see cref="PlannedBuild.Parents"/>.</summary>
    public string? ParentBuild { get; init; }

    /// <summary>Architectures, space-separated, when the original's are to be kept; else Koji decides.</summary>
    public string? Arches { get; init; }

    /// <summary>A build beside the stream: it does not become the latest of its tag.</summary>
    public bool Isolated { get; init; } = true;

    public bool Flatpak { get; init; }

    /// <summary>Addresses of extra repository files, for base images.</summary>
    public IReadOnlyList<string> ExtraRepositories { get; init; } = [];

    /// <summary>
    /// The fix, as NVRs of binary RPMs (behaviour.md §3.2): where the result contains an RPM of one of these names,
    /// it must be one of those of that name and stream, or newer.
    /// </summary>
    public IReadOnlyList<string> MustContain { get; init; } = [];
}

/// <summary>What has to be prepared before a build can start.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(SourceBump), "sourceBump")]
[JsonDerivedType(typeof(NewCompose), "newCompose")]
[JsonDerivedType(typeof(EarlierCompose), "earlierCompose")]
public abstract record Prerequisite;

/// <summary>An empty commit on the artifact's branch, because MBS derives a module's version from its commit (behaviour.md §4.5).</summary>
/// <param name="Namespace">dist-git namespace, <c>modules</c>.</param>
/// <param name="Repository">Repository name.</param>
/// <param name="Branch">Branch to commit on.</param>
/// <param name="Message">First line of the commit message: what changed, for the maintainers who read the log.</param>
public sealed record SourceBump(string Namespace, string Repository, string Branch, string Message) : Prerequisite;

/// <summary>A compose that is to be made. Builds of one rebuild that need the same one share it.</summary>
public sealed record NewCompose(ComposeRequest Request) : Prerequisite;

/// <summary>A compose that the original build was built with: used again, renewed when it is gone or about to go.</summary>
/// <param name="Id">ODCS's id.</param>
public sealed record EarlierCompose(long Id) : Prerequisite;
