namespace Freshmaker.Domain.Artifacts;

/// <summary>
/// Which names of repositories and branches are taken from outside. They become arguments and paths for git, so what git would
/// refuse (git-check-ref-format) or misread as an option or a parent directory is refused here, by name of the rule.
/// </summary>
public static class ArtifactNames
{
    /// <summary>Longest accepted name in characters; git hosts and MBS store names in 255.</summary>
    public const int MaxLength = 255;

    /// <summary>The broken rule, or null for a good repository name.</summary>
    public static string? BrokenRuleOfName(string? name) => BrokenRule(name) ?? (name!.Contains('/') ? "must not contain a slash" : null);

    /// <summary>The broken rule, or null for a good branch name. Slashes are allowed, as git does.</summary>
    public static string? BrokenRuleOfBranch(string? branch) => BrokenRule(branch) ?? branch!.Split('/') switch
    {
        var parts when parts.Contains("") => "must not have an empty part between slashes",
        var parts when parts.Any(p => p[0] == '.' || p.EndsWith(".lock", StringComparison.Ordinal)) =>
            "must not have a part that begins with '.' or ends with '.lock'",
        _ => null,
    };

    /// <summary>
    /// The broken rule, or null for a good NVR. Its name follows the rule of names; version and release may have <c>~</c> and <c>^</c>, as RPM allows.
    /// </summary>
    public static string? BrokenRuleOfNvr(string? nvr) => nvr switch
    {
        null or "" => "must be a text that is not empty",
        { Length: > MaxLength } => $"must not be longer than {MaxLength} characters (it has {nvr.Length})",
        _ when nvr.Any(c => char.IsControl(c) || char.IsSurrogate(c) || char.IsWhiteSpace(c) || c == '/') =>
            "must not contain control characters, spaces or slashes",
        _ => Nvr.TryParse(nvr) is { } parts ? BrokenRuleOfName(parts.Name) : "must be a name-version-release",
    };

    static string? BrokenRule(string? value) => value switch
    {
        null or "" => "must be a text that is not empty",
        { Length: > MaxLength } => $"must not be longer than {MaxLength} characters (it has {value.Length})",
        _ when value[0] is '-' or '.' => $"must not begin with '{value[0]}'",
        _ when value.Contains("..", StringComparison.Ordinal) => "must not contain '..'",
        _ when value.EndsWith('.') => "must not end with '.'",
        _ when value.Contains("@{", StringComparison.Ordinal) => "must not contain '@{'",
        "@" => "must not be '@'",
        _ when value.EndsWith(".lock", StringComparison.Ordinal) => "must not end with '.lock'",
        _ when value.Any(c => char.IsControl(c) || char.IsSurrogate(c) || " ~^:?*[\\".Contains(c, StringComparison.Ordinal)) =>
            "must not contain control characters, spaces or any of ~ ^ : ? * [ \\",
        _ => null,
    };
}
