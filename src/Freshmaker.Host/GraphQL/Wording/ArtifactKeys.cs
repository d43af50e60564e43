using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Planning;

namespace Freshmaker.Host.GraphQL.Wording;

/// <summary>Reads keys of artifacts (<see cref="Artifact.Key"/>).</summary>
static class ArtifactKeys
{
    public static Artifact? Parse(string? key) =>
        key?.Split('/') is [var kind, var name, var branch] && Enum.TryParse<ArtifactKind>(kind, ignoreCase: true, out var known)
            ? new(known, Uri.UnescapeDataString(name), Uri.UnescapeDataString(branch))
            : null;

    /// <summary>The artifact of a build by its key, whichever form that has.</summary>
    public static Artifact? OfBuild(string? key) => key is not null && Replaced(key) is { } nvr ? (Nvr.TryParse(nvr) is { } image ? Artifact.Image(image) : null) : Parse(key);

    /// <summary>Whether a build can have this key: that of an artifact, or that of the image build that it replaces (<see cref="PlannedBuild.Key"/>).</summary>
    public static bool IsOfBuild(string key) => Replaced(key) is { } nvr ? PlannedBuild.KeyOfImage(nvr) == key : Parse(key)?.Key == key;

    /// <summary>As people write it; the key itself when it is not one.</summary>
    public static string Show(string key) => Replaced(key) is { } nvr ? $"image {nvr}" : ShowArtifact(key);

    static string? Replaced(string key) =>
        key.StartsWith(Image, StringComparison.Ordinal) && key.IndexOf('/', Image.Length) < 0 ? Uri.UnescapeDataString(key[Image.Length..]) : null;

    const string Image = "image/";

    static string ShowArtifact(string key) => Parse(key) is { } artifact ? $"{artifact.Kind.ToString().ToLowerInvariant()} {artifact}" : key;
}
