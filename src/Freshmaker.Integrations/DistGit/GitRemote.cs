using System.Text;

namespace Freshmaker.Integrations.DistGit;

/// <summary>
/// The configured place of all repositories. Credentials for http(s) are kept apart from it, so that no command line, file or error holds them.
/// </summary>
internal sealed class GitRemote
{
    static readonly string[] Schemes = ["file", "ssh", "https", "http", "git"];

    readonly string _root;

    public GitRemote(string url)
    {
        var parsed = new Uri(url);
        (IsFile, IsHttp) = (parsed.IsFile, parsed.Scheme is "http" or "https");
        if (IsHttp && parsed.UserInfo.Length > 0)
        {
            Authorization = $"Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(parsed.UserInfo)))}";
            url = new UriBuilder(parsed) { UserName = "", Password = "" }.Uri.AbsoluteUri;
        }

        _root = url.TrimEnd('/');
    }

    public bool IsFile { get; }

    public bool IsHttp { get; }

    /// <summary>A header for every request, or null.</summary>
    public string? Authorization { get; }

    /// <summary>git itself finds <c>{name}.git</c> where that is what is there.</summary>
    public string Of(string @namespace, string repository) => $"{_root}/{Uri.EscapeDataString(@namespace)}/{Uri.EscapeDataString(repository)}";

    public static IEnumerable<string> Validate(string key, string url)
    {
        if (string.IsNullOrWhiteSpace(url))
            yield return $"{key} must be given";
        else if (!url.Contains("://", StringComparison.Ordinal) || url.Any(char.IsControl)
            || !Uri.TryCreate(url, UriKind.Absolute, out var parsed) || !Schemes.Contains(parsed.Scheme))
            yield return $"{key} must be a URL that begins with file://, ssh://, https://, http:// or git://";
        else if (parsed.Query.Length > 0 || parsed.Fragment.Length > 0)
            yield return $"{key} must not have a query or fragment";
        else if (parsed.Scheme == "ssh" && parsed.UserInfo.Contains(':', StringComparison.Ordinal))
            yield return $"{key} must not carry a password (ssh uses keys)";
    }

    /// <summary>For a URL that others are shown: over http(s) even a lone user name may be a token.</summary>
    public static IEnumerable<string> ValidateOpen(string key, string url)
    {
        if (Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.UserInfo.Length > 0
            && (parsed.Scheme is "http" or "https" || parsed.UserInfo.Contains(':', StringComparison.Ordinal)))
            yield return $"{key} must not carry a user name or password, because MBS is given this URL";
    }
}
