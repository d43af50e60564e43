using System.Diagnostics.CodeAnalysis;

namespace Freshmaker.Domain.Artifacts;

/// <summary>Name, version and release of a build, split at the last two dashes of <c>name-version-release</c> (behaviour.md §0.2).</summary>
public sealed record Nvr(string Name, string Version, string Release)
{
    /// <summary>The NVR that a text is, or null when it has no three parts that are not empty.</summary>
    public static Nvr? TryParse([NotNullWhen(true)] string? text)
    {
        if (text is null || text.LastIndexOf('-') is not (> 0 and var release) || text.LastIndexOf('-', release - 1) is not (> 0 and var version))
            return null;
        return version + 1 == release || release + 1 == text.Length ? null : new(text[..version], text[(version + 1)..release], text[(release + 1)..]);
    }

    /// <exception cref="FormatException">The text is no NVR.</exception>
    public static Nvr Parse(string text) => TryParse(text) ?? throw new FormatException($"'{text}' is not a name-version-release");

    /// <summary>What stays the same from build to build: <c>name-version</c>.</summary>
    public string NameVersion => $"{Name}-{Version}";

    public override string ToString() => $"{Name}-{Version}-{Release}";
}
