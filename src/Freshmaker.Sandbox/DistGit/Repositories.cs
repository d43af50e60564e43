using Freshmaker.Sandbox.World;

namespace Freshmaker.Sandbox.DistGit;

/// <summary>The dist-git repositories on disk: <c>git/{modules,rpms,container}/name.git</c>.</summary>
internal sealed class Repositories(SandboxDirectory directory)
{
    public static readonly IReadOnlyList<string> Namespaces = ["modules", "rpms", "container"];

    public async Task LoadAsync(WorldFile world, CancellationToken stop)
    {
        Hooks.Write(directory);
        await RepositorySeed.PlantAsync(world, directory, stop);
    }

    /// <summary>Where a repository is, or null if there is none.</summary>
    public string? Find(string space, string name)
    {
        if (!Namespaces.Contains(space) || !WorldReader.SourceName().IsMatch(name))
        {
            return null;
        }

        var path = Path.Combine(directory.Git, space, name + ".git");
        return Directory.Exists(path) ? path : null;
    }

    /// <summary>Namespace and name of the repository at this path.</summary>
    public static (string Namespace, string Name) NameOf(string path) =>
        (Path.GetFileName(Path.GetDirectoryName(path)) ?? "", Path.GetFileNameWithoutExtension(path));

    public static async Task<string?> TipAsync(string path, string branch, CancellationToken stop) =>
        WorldReader.BranchName().IsMatch(branch) && await Git.RunAsync(path, ["rev-parse", "--verify", "--quiet", $"refs/heads/{branch}^{{commit}}"], stop) is { ExitCode: 0 } result
            ? result.Output.Trim()
            : null;

    /// <summary>Looks a revision up as MBS does: the repository, the branch and the commit on it must exist.</summary>
    public async Task<CommitLookup> FindCommitAsync(string space, string name, string branch, string revision, CancellationToken stop)
    {
        if (Find(space, name) is not { } path)
        {
            return CommitLookup.Refused($"Could not get data from SCM: the repository {space}/{name} does not exist");
        }

        if (await TipAsync(path, branch, stop) is not { } tip)
        {
            return CommitLookup.Refused($"The branch {branch} does not exist in {space}/{name}");
        }

        if (tip == revision)
        {
            return new(tip, null);
        }

        var found = await Git.RunAsync(path, ["rev-parse", "--verify", "--quiet", $"{revision}^{{commit}}"], stop);
        var sha = found.Output.Trim();
        return found.ExitCode == 0 && (await Git.RunAsync(path, ["merge-base", "--is-ancestor", sha, tip], stop)).ExitCode == 0
            ? new(sha, null)
            : CommitLookup.Refused($"checkout: The requested commit hash {revision} was not found on the branch {branch}. Perhaps you forgot to push.");
    }
}

/// <summary>A commit, or why there is none.</summary>
internal sealed record CommitLookup(string Sha, string? Problem)
{
    public static CommitLookup Refused(string problem) => new("", problem);
}
