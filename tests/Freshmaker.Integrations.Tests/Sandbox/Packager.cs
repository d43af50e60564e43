using System.Diagnostics;

namespace Freshmaker.Integrations.Tests.Sandbox;

/// <summary>Somebody with a clone, who commits and pushes with plain git.</summary>
public sealed class Packager : IDisposable
{
    private readonly string _clone = Directory.CreateTempSubdirectory("packager-").FullName;

    private Packager()
    {
    }

    public static async Task<Packager> CloneAsync(string url, string branch)
    {
        var packager = new Packager();
        (await packager.GitAsync("clone", "-q", "-b", branch, url, ".")).ShouldBe((0, ""));
        return packager;
    }

    public async Task<string> CommitAsync(string message, string? file = null, string content = "")
    {
        if (file is not null)
        {
            await File.WriteAllTextAsync(Path.Combine(_clone, file), content, TestContext.Current.CancellationToken);
            await GitAsync("add", file);
        }

        (await GitAsync("-c", "user.name=Pat Packager", "-c", "user.email=pat@example.org", "commit", "-q", "--allow-empty", "-m", message)).ExitCode.ShouldBe(0);
        return (await GitAsync("rev-parse", "HEAD")).Output.Trim();
    }

    public Task<(int ExitCode, string Output)> PushAsync() => GitAsync("push", "-q");

    public async Task RebaseAsync() => (await GitAsync("-c", "user.name=Pat Packager", "-c", "user.email=pat@example.org", "pull", "-q", "--rebase")).ExitCode.ShouldBe(0);

    public void Dispose() => Directory.Delete(_clone, recursive: true);

    private async Task<(int ExitCode, string Output)> GitAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments) { WorkingDirectory = _clone, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        start.Environment["LC_ALL"] = "C";
        using var git = Process.Start(start)!;
        var output = git.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = git.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await git.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (git.ExitCode, await output + await errors);
    }
}
