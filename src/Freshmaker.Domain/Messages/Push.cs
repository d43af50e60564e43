using Freshmaker.Domain.Artifacts;

namespace Freshmaker.Domain.Messages;

/// <summary>A push to a dist-git repository.</summary>
/// <param name="Namespace"><c>modules</c>, <c>rpms</c> or <c>container</c>.</param>
/// <param name="Repository">Repository name within the namespace.</param>
/// <param name="Branch">Branch that was pushed to.</param>
/// <param name="Revision">The new tip.</param>
public sealed record Push(string Namespace, string Repository, string Branch, string Revision)
{
    /// <summary>Namespaces whose pushes can concern us.</summary>
    public static bool IsKnownNamespace(string name) => name is "modules" or "rpms" or "container";

    /// <summary>The broken rule with its field, or null.</summary>
    public Refusal? Check() =>
        ArtifactNames.BrokenRuleOfName(Repository) is { } name ? new("repository", name)
        : ArtifactNames.BrokenRuleOfBranch(Branch) is { } branch ? new("branch", branch)
        : Revision.Length is < 7 or > 64 || !Revision.All(char.IsAsciiHexDigit) ? new("revision", "must be a commit id (7 to 64 hexadecimal digits)")
        : null;

    /// <summary>What the push means, given the files it changed (behaviour.md §1.2 T1).</summary>
    public ParseResult Classify(IReadOnlyCollection<string> files) => Namespace switch
    {
        "modules" when files.Contains($"{Repository}.yaml") => new ParseResult.Triggered(new ModuleMetadataChanged(Repository, Branch, Revision)),
        "modules" => NotForUs($"a push to a module that does not change {Repository}.yaml"),
        "rpms" when files.Any(f => f.EndsWith(".spec", StringComparison.Ordinal)) => new ParseResult.Triggered(new RpmSpecChanged(Repository, Branch, Revision)),
        "rpms" => NotForUs("a push to an RPM that does not change a spec file"),
        "container" when files.Contains("Dockerfile") => new ParseResult.Triggered(new DockerfileChanged(Repository, Branch, Revision)),
        "container" => NotForUs("a push to a container that does not change its Dockerfile"),
        _ => NotForUs($"a push to the namespace {Namespace}"),
    };

    static ParseResult.NotForUs NotForUs(string because) => new(because);
}
