using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Http;

namespace Freshmaker.Integrations.DistGit;

/// <summary>dist-git by the git program (behaviour.md §7.12).</summary>
internal sealed class DistGitRepository : ISourceRepository, IDisposable
{
    readonly DistGitOptions _options;
    readonly TimeProvider _clock;
    readonly GitOutside _git;
    readonly GitRemote _read;
    readonly GitRemote _write;
    readonly Turns _turns;

    public DistGitRepository(DistGitOptions options, OutsideHealth health, TimeProvider clock)
    {
        (_options, _clock, _git) = (options, clock, new(new(options, clock), options, health, clock));
        (_read, _write, _turns) = (new(options.Url), new(options.PushUrl), new(options.MaxConcurrency));
        GitWorkspace.RemoveAbandoned(options, clock);
    }

    public Task<BumpResult> BumpAsync(BumpRequest request, CancellationToken ct)
    {
        if (request.Trailer.Length == 0 || request.Trailer != request.Trailer.Trim() || request.Trailer.Any(char.IsControl))
            throw new ArgumentException("The trailer must be one line of text without space around it.", nameof(request));
        if (string.IsNullOrWhiteSpace(request.Message))
            throw new ArgumentException("The message must not be empty.", nameof(request));
        return BrokenRule(request.Namespace, request.Repository, request.Branch) is { } rule
            ? Task.FromResult<BumpResult>(new BumpResult.Refused(rule))
            : _turns.OneByOneAsync($"{request.Namespace}/{request.Repository}", async () =>
            {
                using var workspace = await GitWorkspace.CreateAsync(_git, _options, _write, request.Namespace, request.Repository, ct);
                return await new Bump(workspace, _options, _clock, request).RunAsync(ct);
            }, ct);
    }

    public Task<IReadOnlyList<string>> ChangedFilesAsync(Push push, string? since, CancellationToken ct)
    {
        if ((BrokenRule(push.Namespace, push.Repository, push.Branch) ?? RevisionRule("revision", push.Revision)) is { } rule)
            throw new OutsideFault(GitProcess.System, $"fetch {push.Namespace}/{push.Repository}", rule);
        var start = since is not null && RevisionRule("since", since) is null && since.Any(c => c != '0') ? since : null;
        return _turns.AnyAsync(async () =>
        {
            using var workspace = await GitWorkspace.CreateAsync(_git, _options, _read, push.Namespace, push.Repository, ct);
            return await new ChangedFiles(workspace, _options, push, start).ReadAsync(ct);
        }, ct);
    }

    public async Task<string?> HeadAsync(string @namespace, string repository, string branch, CancellationToken ct)
    {
        if (BrokenRule(@namespace, repository, branch) is { } rule)
            throw new OutsideFault(GitProcess.System, $"ls-remote {@namespace}/{repository}", rule);
        return await _turns.AnyAsync(async () =>
        {
            using var workspace = await GitWorkspace.CreateAsync(_git, _options, _read, @namespace, repository, ct);
            var answer = await workspace.RunAsync(["ls-remote", "--quiet", "--heads", "origin", $"refs/heads/{branch}"], ct);
            return answer.IsGood || !answer.IsRefusal
                ? answer.Demand("ls-remote", workspace.Name).Output.Split('\t', 2) is [{ Length: > 0 } revision, _] ? revision : null
                : null;
        }, ct);
    }

    public void Dispose() => _turns.Dispose();

    static string? BrokenRule(string @namespace, string repository, string branch) =>
        ArtifactNames.BrokenRuleOfName(@namespace) is { } namespaceRule ? $"namespace {namespaceRule}"
        : ArtifactNames.BrokenRuleOfName(repository) is { } repositoryRule ? $"repository {repositoryRule}"
        : ArtifactNames.BrokenRuleOfBranch(branch) is { } branchRule ? $"branch {branchRule}"
        : null;

    static string? RevisionRule(string field, string revision) =>
        revision.Length is >= 7 and <= 64 && revision.All(char.IsAsciiHexDigit) ? null : $"{field} must be a commit id (7 to 64 hexadecimal digits)";
}
