namespace Freshmaker.Domain.Messages;

/// <summary>Source URLs as MBS and Koji know them: <c>git://host/modules/name.git?#commit</c>.</summary>
public static class ScmUrl
{
    /// <summary>The commit after <c>#</c>, or null when it is missing or no commit id.</summary>
    public static string? RevisionOf(string? url)
    {
        var hash = url?.LastIndexOf('#') ?? -1;
        if (hash < 0)
            return null;
        var revision = url![(hash + 1)..];
        return revision.Length is >= 7 and <= 64 && revision.All(char.IsAsciiHexDigit) ? revision.ToLowerInvariant() : null;
    }
}
