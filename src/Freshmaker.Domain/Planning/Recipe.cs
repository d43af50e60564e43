using System.Text.Json.Serialization;

namespace Freshmaker.Domain.Planning;

/// <summary>From what, and where, an artifact is built.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ModuleRecipe), "module")]
public abstract record Recipe;

/// <summary>Built by MBS from a dist-git commit.</summary>
/// <param name="Name">Module name; the repository is <c>modules/&lt;name&gt;</c>.</param>
/// <param name="Stream">Module stream; also the branch.</param>
/// <param name="Revision">The commit, or null when a <see cref="SourceBump"/> makes it.</param>
public sealed record ModuleRecipe(string Name, string Stream, string? Revision) : Recipe;

/// <summary>What has to be prepared before a build can start.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(SourceBump), "sourceBump")]
public abstract record Prerequisite;

/// <summary>An empty commit on the artifact's branch, because MBS derives a module's version from its commit (behaviour.md §4.5).</summary>
/// <param name="Namespace">dist-git namespace, <c>modules</c>.</param>
/// <param name="Repository">Repository name.</param>
/// <param name="Branch">Branch to commit on.</param>
/// <param name="Message">First line of the commit message: what changed, for the maintainers who read the log.</param>
public sealed record SourceBump(string Namespace, string Repository, string Branch, string Message) : Prerequisite;
