using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Ports;

namespace Freshmaker.Integrations.DistGit;

/// <summary>Which files a push changed, from trees alone: no file contents are fetched.</summary>
internal sealed class ChangedFiles(GitWorkspace workspace, DistGitOptions options, Push push, string? since)
{
    public async Task<IReadOnlyList<string>> ReadAsync(CancellationToken ct)
    {
        var start = since is not null && since.Any(c => c != '0') ? since : null;
        if (!await FetchCommitsAsync(start, ct))
            await FetchBranchAsync(ct);

        if (!await ExistsAsync(push.Revision, ct))
            throw new OutsideFault(GitProcess.System, $"fetch {workspace.Name}", $"there is no commit {push.Revision} on {push.Branch}");
        string[] range = start is not null && await ExistsAsync(start, ct) ? ["diff-tree", start, push.Revision]
            : await ExistsAsync($"{push.Revision}^1", ct) ? ["diff-tree", $"{push.Revision}^1", push.Revision]
            : ["ls-tree", push.Revision];
        var names = await workspace.RunAsync([range[0], "-r", "-z", "--name-only", .. Plain(range[0]), .. range[1..], "--"], ct);
        return names.Demand(range[0], workspace.Name).Output.Split('\0', StringSplitOptions.RemoveEmptyEntries);
    }

    static string[] Plain(string command) => command == "diff-tree" ? ["--no-renames", "--no-ext-diff"] : ["--full-tree"];

    /// <summary>The cheap way: both commits by their ids, which works wherever they are in history. Servers may refuse it.</summary>
    async Task<bool> FetchCommitsAsync(string? start, CancellationToken ct)
    {
        if (!IsWhole(push.Revision))
            return false;
        if (start is not null && IsWhole(start) && (await FetchAsync(2, [push.Revision, start], ct)).IsGood)
            return true;
        // without the start: it may be gone for good after a forced push
        return (start is null || IsWhole(start)) && (await FetchAsync(2, [push.Revision], ct)).IsGood;
    }

    async Task FetchBranchAsync(CancellationToken ct) =>
        (await FetchAsync(options.SearchDepth, [$"+refs/heads/{push.Branch}:refs/heads/tip"], ct)).Demand("fetch", workspace.Name);

    Task<GitResult> FetchAsync(int depth, IEnumerable<string> what, CancellationToken ct) => workspace.RunAsync(
        ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", $"--depth={depth}", "--filter=blob:none", "origin", .. what], ct);

    async Task<bool> ExistsAsync(string revision, CancellationToken ct) =>
        (await workspace.RunAsync(["rev-parse", "--quiet", "--verify", "--end-of-options", $"{revision}^{{commit}}"], ct)).IsGood;

    static bool IsWhole(string id) => id.Length is 40 or 64;
}
