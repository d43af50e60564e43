using Freshmaker.Domain.Ports;

namespace Freshmaker.Integrations.DistGit;

/// <summary>One bump: look whether it is there, else make it on the tip and push it, until it is or cannot be.</summary>
internal sealed class Bump(GitWorkspace workspace, DistGitOptions options, TimeProvider clock, BumpRequest request)
{
    const string Tip = "refs/heads/tip";
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    string Branch => $"refs/heads/{request.Branch}";

    public async Task<BumpResult> RunAsync(CancellationToken ct)
    {
        var lost = "";
        for (var attempt = 1; attempt <= options.PushAttempts; attempt++)
        {
            var fetch = await FetchAsync(ct);
            if (fetch.IsRefusal && await IsGenuineAsync(fetch, ct))
                return new BumpResult.Refused(fetch.Text);
            fetch.Demand("fetch", workspace.Name);

            var (tip, found) = await SearchAsync(ct);
            if (found is not null)
                return new BumpResult.Bumped(found, WasThere: true);

            var commit = await CommitAsync(tip, ct);
            (var outcome, lost) = PushOutcomes.Of(await PushAsync(tip, commit, ct));
            switch (outcome)
            {
                case PushOutcome.Done: return new BumpResult.Bumped(commit, WasThere: false);
                case PushOutcome.WasThere: return new BumpResult.Bumped(commit, WasThere: true);
                case PushOutcome.Refused: return new BumpResult.Refused(lost);
                case PushOutcome.Failed: throw new OutsideFault(GitProcess.System, $"push {workspace.Name}", lost);
                case PushOutcome.LostRace when attempt < options.PushAttempts: await Task.Delay(Pause * attempt, clock, ct); break;
            }
        }

        throw new OutsideFault(GitProcess.System, $"push {workspace.Name}", $"others were faster {options.PushAttempts} times; at last: {lost}");
    }

    /// <summary>Commits only: the trailer is in them, and an empty commit needs no file.</summary>
    Task<GitResult> FetchAsync(CancellationToken ct) => workspace.RunAsync(
        ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", $"--depth={options.SearchDepth}", "--filter=tree:0", "origin", $"+{Branch}:{Tip}"], ct);

    /// <summary>
    /// git takes a web page that answers with 200, such as one about maintenance, for an old-fashioned repository without branches.
    /// A branch is missing only where there are others.
    /// </summary>
    async Task<bool> IsGenuineAsync(GitResult fetch, CancellationToken ct)
    {
        if (!workspace.IsHttp || !fetch.IsMissingBranch)
            return true;
        var heads = (await workspace.RunAsync(["ls-remote", "--heads", "origin"], ct)).Demand("ls-remote", workspace.Name);
        return heads.Output.Contains("refs/heads/", StringComparison.Ordinal)
            ? true
            : throw new OutsideFault(GitProcess.System, $"ls-remote {workspace.Name}", $"there is no branch at all, as when a web page answers ({fetch.Text})");
    }

    /// <summary>The tip, and the oldest commit that bears exactly the wanted trailer: that one stays the answer whatever is pushed later.</summary>
    async Task<(string Tip, string? Found)> SearchAsync(CancellationToken ct)
    {
        var log = (await workspace.RunAsync(
            ["log", $"--format=%H %(trailers:key={BumpRequest.TrailerName},valueonly,unfold,separator=%x00)", Tip, "--"], ct)).Demand("log", workspace.Name);
        var commits = log.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', 2)).ToList();
        var found = commits.LastOrDefault(commit => commit is [_, var trailers] && trailers.Split('\0').Any(value => value.Trim() == request.Trailer));
        return (commits[0][0], found?[0]);
    }

    async Task<string> CommitAsync(string tip, CancellationToken ct)
    {
        var author = GitAuthor.Parse(options.Author)!;
        var date = $"@{clock.GetUtcNow().ToUnixTimeSeconds()} +0000";
        var commit = await workspace.RunAsync(
            ["commit-tree", "-p", tip, "-F", "-", $"{tip}^{{tree}}"], ct,
            input: $"{OneLine(request.Message)}\n\n{BumpRequest.TrailerName}: {request.Trailer}\n",
            variables: new Dictionary<string, string>
            {
                ["GIT_AUTHOR_NAME"] = author.Name,
                ["GIT_AUTHOR_EMAIL"] = author.Mail,
                ["GIT_AUTHOR_DATE"] = date,
                ["GIT_COMMITTER_NAME"] = author.Name,
                ["GIT_COMMITTER_EMAIL"] = author.Mail,
                ["GIT_COMMITTER_DATE"] = date,
            });
        return commit.Demand("commit-tree", workspace.Name).Output.Trim();
    }

    /// <summary>Only onto the tip that was searched: the lease also keeps a branch that was deleted meanwhile from coming back.</summary>
    Task<GitResult> PushAsync(string tip, string commit, CancellationToken ct) => workspace.RunAsync(
        ["push", "--porcelain", "--no-verify", $"--force-with-lease={Branch}:{tip}", "origin", $"{commit}:{Branch}"], ct);

    static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)).Trim();
}
