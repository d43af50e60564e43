namespace Freshmaker.Sandbox.DistGit;

/// <summary>Writes an empty bare repository by hand: dozens of them take milliseconds, dozens of <c>git init</c> take seconds.</summary>
internal static class BareRepository
{
    public static void Create(string path, string head, string hooks, params string[] borrowedFrom)
    {
        Directory.CreateDirectory(Path.Combine(path, "objects", "info"));
        Directory.CreateDirectory(Path.Combine(path, "objects", "pack"));
        Directory.CreateDirectory(Path.Combine(path, "refs", "heads"));
        Directory.CreateDirectory(Path.Combine(path, "refs", "tags"));
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
        if (borrowedFrom.Length > 0)
        {
            File.WriteAllLines(Path.Combine(path, "objects", "info", "alternates"), borrowedFrom.Select(repository => Path.Combine(repository, "objects")));
        }
    }

    public static void SetBranch(string path, string branch, string commit)
    {
        var file = Path.Combine(path, "refs", "heads", branch);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, commit + "\n");
    }
}
