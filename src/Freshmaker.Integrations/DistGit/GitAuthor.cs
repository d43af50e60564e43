using System.Text.RegularExpressions;

namespace Freshmaker.Integrations.DistGit;

/// <summary>Who signs the bumps.</summary>
internal sealed partial record GitAuthor(string Name, string Mail)
{
    public static GitAuthor? Parse(string text) =>
        Form().Match(text) is { Success: true } match ? new(match.Groups["name"].Value, match.Groups["mail"].Value) : null;

    [GeneratedRegex(@"^\s*(?<name>[^<>\p{C}\s](?:[^<>\p{C}]*[^<>\p{C}\s])?)\s*<(?<mail>[^<>@\s\p{C}]+@[^<>@\s\p{C}]+)>\s*\z", RegexOptions.None, 1000)]
    private static partial Regex Form();
}
