using Freshmaker.Domain.Ports;

namespace Freshmaker.Integrations.DistGit;

/// <summary>A private bare repository for one piece of work with one remote repository, removed at its end.</summary>
internal sealed class GitWorkspace : IDisposable
{
    const string Prefix = "freshmaker-git-";
    static readonly TimeSpan Abandoned = TimeSpan.FromDays(1);

    readonly GitOutside _git;
    readonly GitRemote _remote;
    readonly string _url;
    readonly string _path;

    GitWorkspace(GitOutside git, GitRemote remote, string @namespace, string repository, string path) =>
        (_git, _remote, _url, _path, Name) = (git, remote, remote.Of(@namespace, repository), path, $"{@namespace}/{repository}");

    public string Name { get; }

    public bool IsHttp => _remote.IsHttp;

    string Repository => Path.Combine(_path, "repository");
    string GlobalConfig => Path.Combine(_path, "config");

    public static async Task<GitWorkspace> CreateAsync(
        GitOutside git, DistGitOptions options, GitRemote remote, string @namespace, string repository, CancellationToken ct)
    {
        var path = Path.Combine(options.CacheDirectory ?? Path.GetTempPath(), Prefix + Path.GetRandomFileName());
        var workspace = new GitWorkspace(git, remote, @namespace, repository, path);
        try
        {
            CreatePrivate(path);
            // The configured place is trusted whoever owns its files; the git that serves file:// believes only a file in this.
            await File.WriteAllTextAsync(workspace.GlobalConfig, remote.IsFile ? "[safe]\n\tdirectory = *\n" : "", ct);
            (await workspace.RunAsync(["init", "--bare", "--quiet", "--template=", "--", workspace.Repository], ct)).Demand("init", workspace.Name);
            return workspace;
        }
        catch (Exception e)
        {
            workspace.Dispose();
            if (e is IOException or UnauthorizedAccessException)
                throw new OutsideFault(GitProcess.System, $"init {workspace.Name}", $"no private repository can be made: {e.Message}", e);
            throw;
        }
    }

    public Task<GitResult> RunAsync(
        IReadOnlyList<string> arguments, CancellationToken ct, string? input = null, IReadOnlyDictionary<string, string>? variables = null) =>
        _git.RunAsync($"{arguments[0]} {Name}", arguments, environment =>
        {
            GitEnvironment.Apply(environment, Repository, GlobalConfig, GitEnvironment.Configuration(_remote, _url));
            foreach (var (key, value) in variables ?? new Dictionary<string, string>())
                environment[key] = value;
        }, input, ct);

    /// <summary>Removes what a killed process may have left behind.</summary>
    public static void RemoveAbandoned(DistGitOptions options, TimeProvider clock)
    {
        var parent = new DirectoryInfo(options.CacheDirectory ?? Path.GetTempPath());
        try
        {
            foreach (var left in parent.Exists ? parent.EnumerateDirectories(Prefix + "*") : [])
            {
                if (clock.GetUtcNow().UtcDateTime - left.LastWriteTimeUtc > Abandoned)
                    Remove(left.FullName);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // a matter of tidiness only
        }
    }

    public void Dispose() => Remove(_path);

    static void CreatePrivate(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    static void Remove(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // never made, or a killed git still writes: the next start removes it
        }
    }
}
