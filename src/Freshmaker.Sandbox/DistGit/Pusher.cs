using System.Globalization;
using System.Text;
using Freshmaker.Sandbox.Reading;

namespace Freshmaker.Sandbox.DistGit;

/// <summary>Makes a commit in a repository of its own and pushes it, as any packager would.</summary>
internal sealed class Pusher(SandboxDirectory directory, SandboxOptions options)
{
    private const int Attempts = 5;
    private int _count;

    /// <summary>Pushes on the tip of the branch; <paramref name="beforePush"/> learns the commit before anybody else does.</summary>
    public async Task<string> PushAsync(PushOrder order, CancellationToken stop, Action<string>? beforePush = null)
    {
        var scratch = Path.Combine(directory.Scratch, Interlocked.Increment(ref _count).ToString(CultureInfo.InvariantCulture) + ".git");
        BareRepository.Create(scratch, "push", directory.Hooks, [order.Repository, directory.Seed], []);
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                var tip = await Repositories.TipAsync(order.Repository, order.Branch, stop) ?? throw new RefusedException("branch", $"{order.Branch} does not exist");
                var commit = await CommitAsync(scratch, tip, order, stop);
                beforePush?.Invoke(commit);
                var pushed = await Git.RunAsync(scratch, ["push", "--quiet", $"file://{order.Repository}", $"{commit}:refs/heads/{order.Branch}"], stop);
                if (pushed.ExitCode == 0)
                {
                    return commit;
                }

                if (attempt == Attempts)
                {
                    throw new InvalidOperationException($"the push failed {Attempts} times: {pushed.Errors.Trim()}");
                }
            }
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private async Task<string> CommitAsync(string scratch, string tip, PushOrder order, CancellationToken stop)
    {
        var who = $"{order.Author} {options.Clock.GetUtcNow().ToUnixTimeSeconds()} +0000";
        var stream = new StringBuilder($"reset refs/heads/push\nfrom {tip}\n\ncommit refs/heads/push\nauthor {who}\ncommitter {who}\n")
            .Append(FastImport.Data(order.Message)).Append($"from {tip}\n");
        foreach (var (path, content) in order.Files)
        {
            stream.Append(content is null ? FastImport.Delete(path) : FastImport.File(path, content));
        }

        await Git.OutputAsync(scratch, ["fast-import", "--quiet", "--force"], stop, stream.Append('\n').ToString());
        return (await Git.OutputAsync(scratch, ["rev-parse", "refs/heads/push"], stop)).Trim();
    }
}

/// <summary>What to push: files with their new content, null to delete one, none for an empty commit.</summary>
internal sealed record PushOrder(string Repository, string Branch, IReadOnlyDictionary<string, string?> Files, string Message, string Author);
