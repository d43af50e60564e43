using Freshmaker.Domain.Artifacts;

namespace Freshmaker.Host.GraphQL.Wording;

/// <summary>Reads keys of artifacts (<see cref="Artifact.Key"/>).</summary>
static class ArtifactKeys
{
    public static Artifact? Parse(string? key) =>
        key?.Split('/') is [var kind, var name, var branch] && Enum.TryParse<ArtifactKind>(kind, ignoreCase: true, out var known)
            ? new(known, Uri.UnescapeDataString(name), Uri.UnescapeDataString(branch))
            : null;

    /// <summary>As people write it; the key itself when it is not one.</summary>
    public static string Show(string key) => key.StartsWith(Image, StringComparison.Ordinal) && key.IndexOf('/', Image.Length) < 0
        ? $"image {Uri.UnescapeDataString(key[Image.Length..])}"
        : ShowArtifact(key);

    const string Image = "image/";

    static string ShowArtifact(string key) => Parse(key) is { } artifact ? $"{artifact.Kind.ToString().ToLowerInvariant()} {artifact}" : key;
}
