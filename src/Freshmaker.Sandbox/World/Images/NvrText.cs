using System.Text.RegularExpressions;

namespace Freshmaker.Sandbox.World.Images;

/// <summary>The parts of a name-version-release.</summary>
internal sealed partial record NvrText(string Name, string Version, string Release)
{
    public const string Rule = "must be name-version-release, of letters, digits and ._+~^-";

    /// <summary>What groups builds of one line: name and version.</summary>
    public string Line => $"{Name}-{Version}";

    /// <summary>The name without <c>-container</c>, as repositories and branches use it.</summary>
    public string Stem => Name.EndsWith("-container", StringComparison.Ordinal) ? Name[..^"-container".Length] : Name;

    public static NvrText? TryParse(string text) =>
        Whole().Match(text) is { Success: true } match ? new(match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value) : null;

    /// <summary>The name in <c>name-version-release</c>; the whole text if it is none.</summary>
    public static string NameOf(string nvr)
    {
        var release = nvr.LastIndexOf('-');
        var version = release > 0 ? nvr.LastIndexOf('-', release - 1) : -1;
        return version > 0 ? nvr[..version] : nvr;
    }

    [GeneratedRegex(@"^([A-Za-z0-9][A-Za-z0-9._+-]*)-([A-Za-z0-9._+~^]+)-([A-Za-z0-9._+~^]+)\z", RegexOptions.NonBacktracking)]
    private static partial Regex Whole();
}
