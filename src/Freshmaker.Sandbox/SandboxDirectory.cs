using Freshmaker.Sandbox.Reading;

namespace Freshmaker.Sandbox;

/// <summary>Where the sandbox keeps its repositories: emptied at start, removed at the end if it was a temporary one.</summary>
internal sealed class SandboxDirectory : IDisposable
{
    private const string Marker = ".freshmaker-sandbox";
    private readonly bool _temporary;

    public SandboxDirectory(SandboxOptions options)
    {
        _temporary = options.StateDirectory is null;
        Root = options.StateDirectory is { } given ? Path.GetFullPath(given) : Directory.CreateTempSubdirectory("freshmaker-sandbox-").FullName;
        Refuse();
        Empty();
    }

    public string Root { get; }

    public string Git => Path.Combine(Root, "git");

    public string Seed => Path.Combine(Root, "seed.git");

    public string Hooks => Path.Combine(Root, "hooks");

    public string Spool => Path.Combine(Root, "spool");

    public string Scratch => Path.Combine(Root, "scratch");

    public void Empty()
    {
        Directory.CreateDirectory(Root);
        File.WriteAllText(Path.Combine(Root, Marker), "Everything here is deleted when a sandbox starts.\n");
        Directory.CreateDirectory(Spool);
        foreach (var file in Directory.EnumerateFiles(Spool))
        {
            File.Delete(file); // the directory itself is watched
        }

        foreach (var directory in new[] { Git, Seed, Hooks, Scratch })
        {
            if (Directory.Exists(directory))
            {
                Directory.Delete(directory, recursive: true);
            }

            Directory.CreateDirectory(directory);
        }
    }

    public void Dispose()
    {
        if (_temporary && Directory.Exists(Root))
        {
            Directory.Delete(Root, recursive: true);
        }
    }

    // a mistyped path must not cost anybody their files
    private void Refuse()
    {
        if (!_temporary && Directory.Exists(Root) && Directory.EnumerateFileSystemEntries(Root).Any() && !File.Exists(Path.Combine(Root, Marker)))
        {
            throw new RefusedException("SANDBOX_STATE", $"must be empty or an earlier sandbox's directory, {Root} is neither");
        }
    }
}
