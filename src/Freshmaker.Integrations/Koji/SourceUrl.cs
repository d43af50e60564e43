using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Messages;

namespace Freshmaker.Integrations.Koji;

/// <summary>Where something was built from, as Koji writes it: <c>git://host/namespace/name#commit</c>.</summary>
/// <param name="Repository">Namespace and name.</param>
/// <param name="Revision">The commit; null when the address names a branch.</param>
internal sealed record SourceUrl(string Repository, string? Revision)
{
    const string Suffix = ".git";

    /// <summary>Null when it has no namespace and name that git could have.</summary>
    public static SourceUrl? TryParse(string? url)
    {
        if (url is null || url.IndexOf("://", StringComparison.Ordinal) is var scheme && scheme < 0)
            return null;
        var path = url[(scheme + 3)..].Split('#')[0].Split('?')[0].TrimEnd('/');
        if (path.EndsWith(Suffix, StringComparison.Ordinal))
            path = path[..^Suffix.Length];
        // The first part is the host.
        return path.Split('/') is [_, .., var @namespace, var name]
            && ArtifactNames.BrokenRuleOfName(@namespace) is null && ArtifactNames.BrokenRuleOfName(name) is null
            ? new($"{@namespace}/{name}", ScmUrl.RevisionOf(url))
            : null;
    }
}
