using System.Text;
using Freshmaker.Sandbox.World;

namespace Freshmaker.Sandbox.DistGit;

/// <summary>Makes the world's repositories: all first commits in one fast-import, and small bare repositories that borrow its objects.</summary>
internal static class RepositorySeed
{
    private const string When = "1767225600 +0000"; // 2026-01-01: the same world has the same commits
    private const string Who = "Rel Eng <releng@example.org>";

    public static async Task PlantAsync(WorldFile world, SandboxDirectory directory, CancellationToken stop)
    {
        var first = FirstCommits(world).ToList();
        BareRepository.Create(directory.Seed, "none", directory.Hooks, [], []);
        var marks = Path.Combine(directory.Scratch, "marks");
        await Git.OutputAsync(directory.Seed, ["fast-import", "--quiet", $"--export-marks={marks}"], stop, Stream(first));
        var commits = (await File.ReadAllLinesAsync(marks, stop)).Select(line => line[1..].Split(' ')).ToDictionary(mark => int.Parse(mark[0]), mark => mark[1]);

        foreach (var repository in first.Index().GroupBy(entry => (entry.Item.Namespace, entry.Item.Repository)))
        {
            var path = Path.Combine(directory.Git, repository.Key.Namespace, repository.Key.Repository + ".git");
            BareRepository.Create(path, repository.First().Item.Branch, directory.Hooks, [directory.Seed], repository.Select(entry => new BranchTip(entry.Item.Branch, commits[entry.Index + 1])));
        }
    }

    private static IEnumerable<FirstCommit> FirstCommits(WorldFile world) =>
        world.Modules.Where(module => module.HasRepository).Select(module => new FirstCommit("modules", module.Name, module.Stream, $"{module.Name}.yaml", Sources.Module(module)))
            .Concat(world.Rpms.SelectMany(rpm => rpm.Branches, (rpm, branch) => new FirstCommit("rpms", rpm.Name, branch, $"{rpm.Name}.spec", Sources.Spec(rpm.Name, branch))))
            .Concat(world.Containers.SelectMany(image => image.Branches, (image, branch) => new FirstCommit("container", image.Name, branch, "Dockerfile", Sources.Dockerfile(image.Name, branch))));

    private static string Stream(List<FirstCommit> commits)
    {
        var stream = new StringBuilder();
        foreach (var (index, commit) in commits.Index())
        {
            stream.Append($"commit refs/heads/seed-{index + 1}\nmark :{index + 1}\nauthor {Who} {When}\ncommitter {Who} {When}\n")
                .Append(FastImport.Data($"Import {commit.Repository}\n"))
                .Append(FastImport.File(commit.File, commit.Content))
                .Append('\n');
        }

        return stream.ToString();
    }

    private sealed record FirstCommit(string Namespace, string Repository, string Branch, string File, string Content);
}
