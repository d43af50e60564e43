namespace Freshmaker.Sandbox.DistGit;

/// <summary>
/// Writes a bare repository by hand, with the least that git takes for one: on slow disks each file counts when dozens of repositories are made
/// for each test; git adds the directories it misses when it writes.
/// </summary>
internal static class BareRepository
{
    public static void Create(string path, string head, string hooks, IEnumerable<string> borrowedFrom, IEnumerable<BranchTip> branches)
    {
        Directory.CreateDirectory(Path.Combine(path, "objects", "info"));
        Directory.CreateDirectory(Path.Combine(path, "refs"));
        File.WriteAllText(Path.Combine(path, "HEAD"), $"ref: refs/heads/{head}\n");
        File.WriteAllText(Path.Combine(path, "config"), $"""
            [core]
            	repositoryformatversion = 0
            	filemode = true
            	bare = true
            	hooksPath = "{hooks}"
            [uploadpack]
            	allowFilter = true
            	allowAnySHA1InWant = true
            [receive]
            	autogc = false
            [gc]
            	auto = 0

            """);
        Lines(Path.Combine(path, "objects", "info", "alternates"), borrowedFrom.Select(repository => Path.Combine(repository, "objects")));
        Lines(Path.Combine(path, "packed-refs"), branches.OrderBy(tip => tip.Branch, StringComparer.Ordinal).Select(tip => $"{tip.Commit} refs/heads/{tip.Branch}"));
    }

    private static void Lines(string file, IEnumerable<string> lines)
    {
        var text = string.Concat(lines.Select(line => line + "\n"));
        if (text.Length > 0)
        {
            File.WriteAllText(file, text);
        }
    }
}

internal sealed record BranchTip(string Branch, string Commit);
