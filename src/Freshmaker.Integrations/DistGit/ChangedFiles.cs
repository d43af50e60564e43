using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Ports;

namespace Freshmaker.Integrations.DistGit;

/// <summary>Which files a push changed, from trees alone: no file contents are fetched.</summary>
internal sealed class ChangedFiles(GitWorkspace workspace, DistGitOptions options, Push push, string? since)
{
    // The server's words for: no such commit, or not one that you may ask for by its id.
    static readonly string[] UnknownCommit = ["not our ref", "unadvertised object", "does not support"];

    public async Task<IReadOnlyList<string>> ReadAsync(CancellationToken ct)
    {
        await FetchAsync(ct);
        if (!await ExistsAsync(push.Revision, ct))
            throw new OutsideFault(GitProcess.System, $"fetch {workspace.Name}", $"there is no commit {push.Revision} on {push.Branch}");

        var parent = $"{push.Revision}^1";
        var names = since is not null && await ExistsAsync(since, ct) ? await DifferenceAsync(since, ct)
            : await ExistsAsync(parent, ct) ? await DifferenceAsync(parent, ct)
            : await workspace.RunAsync(["ls-tree", "-r", "-z", "--name-only", "--full-tree", push.Revision, "--"], ct);
        return names.Demand("diff", workspace.Name).Output.Split('\0', StringSplitOptions.RemoveEmptyEntries);
    }

    Task<GitResult> DifferenceAsync(string from, CancellationToken ct) =>
        workspace.RunAsync(["diff-tree", "-r", "-z", "--name-only", "--no-renames", from, push.Revision, "--"], ct);

    /// <summary>
    /// The commits by their ids if that is possible: two of them, wherever they are in history. Servers may not allow it, ids may be
    /// abbreviated, and the start may be gone for good after a forced push.
    /// </summary>
    async Task FetchAsync(CancellationToken ct)
    {
        if (IsWhole(push.Revision) && since is not null && IsWhole(since) && await TryFetchAsync(ct, push.Revision, since))
            return;
        if (IsWhole(push.Revision) && (since is null || IsWhole(since)) && await TryFetchAsync(ct, push.Revision))
            return;
        (await FetchAsync(options.SearchDepth, [$"+refs/heads/{push.Branch}:refs/heads/tip"], ct)).Demand("fetch", workspace.Name);
    }

    /// <summary>False only when the server does not know or give these commits; not being reached is a fault at once.</summary>
    async Task<bool> TryFetchAsync(CancellationToken ct, params string[] commits)
    {
        var fetch = await FetchAsync(2, commits, ct);
        if (!fetch.IsGood && !UnknownCommit.Any(words => fetch.Error.Contains(words, StringComparison.OrdinalIgnoreCase)))
            throw fetch.Fault("fetch", workspace.Name);
        return fetch.IsGood;
    }

    Task<GitResult> FetchAsync(int depth, IEnumerable<string> what, CancellationToken ct) => workspace.RunAsync(
        ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", $"--depth={depth}", "--filter=blob:none", "origin", .. what], ct);

    async Task<bool> ExistsAsync(string revision, CancellationToken ct) =>
        (await workspace.RunAsync(["rev-parse", "--quiet", "--verify", "--end-of-options", $"{revision}^{{commit}}"], ct)).IsGood;

    static bool IsWhole(string id) => id.Length is 40 or 64;
}
