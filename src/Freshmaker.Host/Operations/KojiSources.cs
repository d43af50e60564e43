namespace Freshmaker.Host.Operations;

/// <summary>Where Koji's builders read sources. They take fewer kinds of URL than git does (koji/daemon.py).</summary>
static class KojiSources
{
    const string Key = "Freshmaker:Koji:SourceUrl";
    const string DistGit = "Freshmaker:DistGit:Url";

    static readonly string[] Schemes = ["git", "git+http", "git+https", "git+rsync", "git+ssh"];

    /// <param name="isNeeded">Koji is configured.</param>
    /// <returns>An address that Koji takes; empty when there is none, which is refused where it is needed.</returns>
    public static string Read(SettingsReader read, bool isNeeded)
    {
        if (read.Text(Key) is { } given)
        {
            if (BrokenRuleOf(given) is { } rule)
                read.Refuse($"{Key} {rule}");
            return given;
        }

        var distGit = read.Text(DistGit) ?? "";
        var scheme = SchemeOf(distGit).ToLowerInvariant(); // Koji minds the case, git does not
        if (Array.Find(Schemes, known => known == scheme || known == $"git+{scheme}") is { } taken)
            return taken + distGit[scheme.Length..];
        if (isNeeded && distGit.Length > 0)
            read.Refuse($"{Key} must be given: Koji's builders cannot read {DistGit}, which begins with {scheme}://");
        return "";
    }

    // The value is never shown: it may hold a password.
    static string? BrokenRuleOf(string url)
    {
        if (!Schemes.Contains(SchemeOf(url)))
            return "must begin with git://, git+http://, git+https://, git+rsync:// or git+ssh://, as Koji's builders want it";
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.Host.Length == 0)
            return "must be a URL with a host";
        if (parsed.UserInfo.Contains(':', StringComparison.Ordinal))
            return "must not carry a password, which Koji's builders refuse";
        return parsed.Query.Length > 0 || parsed.Fragment.Length > 0 ? "must not have a query or fragment" : null;
    }

    static string SchemeOf(string url) => url.IndexOf("://", StringComparison.Ordinal) is > 0 and var end ? url[..end] : "";
}
