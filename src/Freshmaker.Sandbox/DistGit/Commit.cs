namespace Freshmaker.Sandbox.DistGit;

/// <summary>A commit with what it changed.</summary>
internal sealed record Commit(
    string Sha,
    string AuthorName,
    string AuthorEmail,
    string CommitterEmail,
    DateTimeOffset At,
    string Subject,
    string Message,
    IReadOnlyList<Trailer> Trailers,
    IReadOnlyList<ChangedFile> Files)
{
    public string Username => AuthorEmail.Split('@')[0];

    public string Agent => CommitterEmail.Split('@')[0];
}

internal sealed record Trailer(string Key, string Value);

internal sealed record ChangedFile(string Path, int Additions, int Deletions);
