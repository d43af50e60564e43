using System.Diagnostics;
using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.DistGit;
using Freshmaker.Integrations.Tests.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Freshmaker.Integrations.Tests.DistGit;

/// <summary>dist-git as the Host gets it, against a sandbox's repositories.</summary>
public abstract class DistGitTest : OutsideTest
{
    protected const string Trailer = "rebuild-17/module/anvil/1";

    protected static readonly BumpRequest Anvil = new("modules", "anvil", "1", "Rebuild for libcapsule f41 at c0ffee1", Trailer);

    protected DistGitOptions Settings => new() { Url = Sandbox.GitUrl, PushUrl = Sandbox.GitUrl, Author = "Freshmaker <freshmaker@example.org>", CacheDirectory = Cache };

    /// <summary>Beside the sandbox's repositories, so that it goes with them.</summary>
    protected string Cache => Directory.CreateDirectory(Path.Combine(new Uri(Sandbox.GitUrl).LocalPath, "..", "freshmaker cache")).FullName;

    protected ISourceRepository DistGit(Func<DistGitOptions, DistGitOptions>? change = null) =>
        new ServiceCollection().AddDistGit(change?.Invoke(Settings) ?? Settings).BuildServiceProvider().GetRequiredService<ISourceRepository>();

    protected async Task<BumpResult.Bumped> BumpedAsync(BumpRequest? request = null) =>
        (await DistGit().BumpAsync(request ?? Anvil, Stop)).ShouldBeOfType<BumpResult.Bumped>();

    /// <summary>The bare repository on disk.</summary>
    protected string PathOf(string space, string repository) => $"{new Uri(Sandbox.GitUrl).LocalPath}/{space}/{repository}.git";

    /// <summary>git in a bare repository, as somebody else would run it.</summary>
    protected static async Task<string> GitAsync(string repository, params string[] arguments)
    {
        var start = new ProcessStartInfo("git", ["-C", repository, "-c", "safe.directory=*", "-c", "user.name=Pat", "-c", "user.email=pat@example.org", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        using var git = Process.Start(start)!;
        var (output, errors) = (git.StandardOutput.ReadToEndAsync(Stop), git.StandardError.ReadToEndAsync(Stop));
        await git.WaitForExitAsync(Stop);
        git.ExitCode.ShouldBe(0, await errors);
        return (await output).TrimEnd('\n');
    }

    protected void NothingIsLeft() => Directory.EnumerateFileSystemEntries(Cache).ShouldBeEmpty();
}
