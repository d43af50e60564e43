using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Http;

namespace Freshmaker.Integrations.DistGit;

/// <summary>How a git command ended.</summary>
internal sealed record GitResult(int ExitCode, string Output, string Error)
{
    const int MaxText = 1000;

    const string MissingBranch = "couldn't find remote ref";

    // Words of git and of common servers (with LC_ALL=C) for: this repository, branch or permission is not there, and will not be next time.
    static readonly string[] Refusals =
    [
        MissingBranch, "invalid refspec", "does not appear to be a git repository", "repository not found", "/' not found", "returned error: 404",
        "permission denied", "insufficient permission", "returned error: 403", "access denied", "denied by", "authentication failed",
        "could not read username", "could not read password",
    ];

    // Words of git, curl and ssh for: the server was not reached, broke off, or is broken itself. The next attempt may reach it.
    static readonly string[] Failures =
    [
        "could not resolve host", "couldn't connect", "could not connect", "failed to connect", "unable to connect", "connection refused", "connection timed out",
        "operation timed out", "connection reset", "connection closed", "network is unreachable", "no route to host", "temporary failure", "early eof",
        "hung up unexpectedly", "unexpected disconnect", "empty reply from server", "rpc failed", "ssh: connect to host", "returned error: 429", "returned error: 5",
    ];

    public bool IsGood => ExitCode == 0;

    /// <summary>The server did not say anything that could be taken for an answer.</summary>
    public bool IsUnreached => !IsGood && !IsRefusal && Failures.Any(words => Error.Contains(words, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether the other side said no, in contrast to not being reached.</summary>
    public bool IsRefusal => !Error.Contains("ssh: connect to host", StringComparison.OrdinalIgnoreCase)
        && Refusals.Any(words => Error.Contains(words, StringComparison.OrdinalIgnoreCase));

    public bool IsMissingBranch => Error.Contains(MissingBranch, StringComparison.Ordinal);

    /// <summary>git's own words on one line.</summary>
    public string Text => Tell(Error);

    /// <summary>Good, or a fault.</summary>
    public GitResult Demand(string command, string repository) => IsGood ? this : throw Fault(command, repository);

    public OutsideFault Fault(string command, string repository) => new(GitProcess.System, $"{command} {repository}", Text);

    public static string Tell(string words)
    {
        var lines = words.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return lines.Length == 0 ? "git failed without a word" : Words.Clean(string.Join("; ", lines), MaxText);
    }
}
