using Freshmaker.Integrations.Http;

namespace Freshmaker.Integrations.DistGit;

/// <summary>Where dist-git is and how git is used. Section <c>Freshmaker:DistGit</c>.</summary>
public sealed record DistGitOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Freshmaker:DistGit";

    /// <summary>Where repositories are read, <c>{Url}/{namespace}/{name}</c>; MBS is given it too, so it carries no credential. Required.</summary>
    public string Url { get; init; } = "";

    /// <summary>Where bumps are pushed, <c>{PushUrl}/{namespace}/{name}</c>. Over http(s) it may carry user name and password. Required.</summary>
    public string PushUrl { get; init; } = "";

    /// <summary>Author and committer of bumps, as <c>Name &lt;mail@example.org&gt;</c>. Required.</summary>
    public string Author { get; init; } = "";

    /// <summary>The git program. Default <c>git</c>, found by the search path.</summary>
    public string GitExecutable { get; init; } = "git";

    /// <summary>Longest time for one git command. Default 60 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Further attempts of a git command that only reads and did not reach the server. Default 3; 0 for none.</summary>
    public int Retries { get; init; } = 3;

    /// <summary>Wait before the first of them; it doubles each time, with jitter. Default 500 ms.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Commands to the server within a minute of which at least half must fail before it is left alone for a while. Default 10.</summary>
    public int BreakAfter { get; init; } = 10;

    /// <summary>How long it is left alone then. Default 5 s.</summary>
    public TimeSpan BreakDuration { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Repositories worked on at once. Default 4. Bumps of one repository come one after the other anyway.</summary>
    public int MaxConcurrency { get; init; } = 4;

    /// <summary>Pushes tried for one bump when others push to the branch at the same time. Default 5.</summary>
    public int PushAttempts { get; init; } = 5;

    /// <summary>How far back a branch is searched for a bump that was made before, in generations of commits. Default 500.</summary>
    public int SearchDepth { get; init; } = 500;

    /// <summary>Directory of the short-lived private repositories. Default: the system's directory for temporary files.</summary>
    public string? CacheDirectory { get; init; }

    /// <summary>What is wrong with these options, each with its key and rule; nothing when they are good.</summary>
    public IEnumerable<string> Validate()
    {
        foreach (var problem in ValidateUrl().Concat(GitRemote.Validate($"{Section}:PushUrl", PushUrl)))
            yield return problem;
        if (GitAuthor.Parse(Author) is null)
            yield return $"{Section}:Author must be given as Name <mail@example.org>";
        if (string.IsNullOrWhiteSpace(GitExecutable))
            yield return $"{Section}:GitExecutable must not be empty";
        if (Timeout <= TimeSpan.Zero || Timeout > TimeSpan.FromDays(1))
            yield return $"{Section}:Timeout must be positive and at most one day";
        if (Retries is < 0 or > 10)
            yield return $"{Section}:Retries must be from 0 to 10";
        if (RetryDelay < TimeSpan.Zero || RetryDelay > TimeSpan.FromMinutes(1))
            yield return $"{Section}:RetryDelay must be from 0 to one minute";
        if (BreakAfter < 2)
            yield return $"{Section}:BreakAfter must be at least 2";
        if (BreakDuration < TimeSpan.FromMilliseconds(500) || BreakDuration > TimeSpan.FromDays(1))
            yield return $"{Section}:BreakDuration must be from half a second to one day";
        if (MaxConcurrency is < 1 or > 1000)
            yield return $"{Section}:MaxConcurrency must be from 1 to 1000";
        if (PushAttempts is < 1 or > 100)
            yield return $"{Section}:PushAttempts must be from 1 to 100";
        if (SearchDepth is < 1 or > 1_000_000)
            yield return $"{Section}:SearchDepth must be from 1 to 1000000";
        if (CacheDirectory is not null && !Path.IsPathFullyQualified(CacheDirectory))
            yield return $"{Section}:CacheDirectory must be an absolute path";
    }

    /// <summary>What is wrong with <see cref="Url"/> alone.</summary>
    internal IEnumerable<string> ValidateUrl() => GitRemote.Validate($"{Section}:Url", Url).Concat(GitRemote.ValidateOpen($"{Section}:Url", Url));

    /// <summary>Without credentials.</summary>
    public override string ToString() => $"{nameof(DistGitOptions)} {{ Url = {Words.Clean(Url, 200)}, PushUrl = {Words.Clean(PushUrl, 200)}, Author = {Author}, "
        + $"GitExecutable = {GitExecutable}, Timeout = {Timeout}, MaxConcurrency = {MaxConcurrency} }}";
}
