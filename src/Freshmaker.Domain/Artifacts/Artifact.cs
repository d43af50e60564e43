namespace Freshmaker.Domain.Artifacts;

/// <summary>A thing that can be rebuilt, independent of any version of it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Its name in dist-git, for example <c>webstack</c>.</param>
/// <param name="Branch">The dist-git branch it is built from; for a module this is its stream, for an image known by its NVR its version.</param>
public sealed record Artifact(ArtifactKind Kind, string Name, string Branch)
{
    /// <summary>Unique within a rebuild and safe in URLs, logs and commit trailers: <c>module/webstack/4</c>, each part percent-encoded.</summary>
    public string Key => $"{Kind.ToString().ToLowerInvariant()}/{Uri.EscapeDataString(Name)}/{Uri.EscapeDataString(Branch)}";

    /// <summary>As people write it: <c>webstack:4</c>.</summary>
    public override string ToString() => $"{Name}:{Branch}";

    public static Artifact Module(string name, string stream) => new(ArtifactKind.Module, name, stream);

    /// <summary>An image that is known by an earlier build of it.</summary>
    public static Artifact Image(Nvr original) => new(ArtifactKind.Image, original.Name, original.Version);

    /// <summary>An image that is known by its source.</summary>
    public static Artifact Image(string name, string branch) => new(ArtifactKind.Image, name, branch);
}
