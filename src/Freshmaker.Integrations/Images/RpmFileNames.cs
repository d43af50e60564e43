using Freshmaker.Domain.Artifacts;

namespace Freshmaker.Integrations.Images;

/// <summary>Names of RPMs as manifests write them.</summary>
internal static class RpmFileNames
{
    /// <summary>The NVR in <c>name-version-release.arch</c>, or null.</summary>
    public static Nvr? OfNvra(string? text) => text is null ? null : Nvr.TryParse(WithoutArch(text));

    /// <summary>The NVR in <c>name-epoch:version-release.arch</c>, with or without the epoch, also in front of the name; or null.</summary>
    public static string? OfNevra(string? text)
    {
        if (OfNvra(text) is not { } nvr)
            return null;
        return (nvr with { Name = WithoutEpoch(nvr.Name), Version = WithoutEpoch(nvr.Version) }).ToString();
    }

    static string WithoutArch(string text)
    {
        var dot = text.LastIndexOf('.');
        return dot > text.LastIndexOf('-') ? text[..dot] : text;
    }

    static string WithoutEpoch(string text)
    {
        var colon = text.IndexOf(':');
        return colon > 0 && colon < text.Length - 1 && text.AsSpan(0, colon).ContainsAnyExceptInRange('0', '9') is false ? text[(colon + 1)..] : text;
    }
}
