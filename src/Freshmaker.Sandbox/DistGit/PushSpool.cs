using System.Collections.Concurrent;
using Freshmaker.Sandbox.Reading;

namespace Freshmaker.Sandbox.DistGit;

/// <summary>Reads what the hooks write: pushes to announce, and questions whether a push may go on.</summary>
internal sealed class PushSpool(SandboxDirectory directory, SandboxCounters counters, ReceiveMessages messages, PushGate gate, ILogger<PushSpool> log)
    : BackgroundService
{
    // what the watcher missed is found by looking; without a watcher (the kernel's are limited) by looking often
    private static readonly TimeSpan LookSeldom = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LookOften = TimeSpan.FromMilliseconds(25);
    private readonly ConcurrentDictionary<string, ReceiveForm> _forms = new();

    /// <summary>Announce this commit in another form than today's.</summary>
    public void Expect(string commit, ReceiveForm form) => _forms[commit] = form;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // not disposed: an event of the watcher may be under way
        var something = new SemaphoreSlim(0);
        using var watcher = Watch(something);
        while (!stoppingToken.IsCancellationRequested)
        {
            await something.WaitAsync(watcher is null ? LookOften : LookSeldom, stoppingToken);
            try
            {
                foreach (var file in Directory.GetFiles(directory.Spool).Order(StringComparer.Ordinal))
                {
                    await TakeAsync(file, stoppingToken);
                }
            }
            catch (Exception broken) when (broken is IOException or InvalidOperationException or RefusedException)
            {
                log.LogError(broken, "A push could not be announced");
            }
        }
    }

    private FileSystemWatcher? Watch(SemaphoreSlim something)
    {
        try
        {
            var watcher = new FileSystemWatcher(directory.Spool) { NotifyFilter = NotifyFilters.FileName };
            watcher.Renamed += (_, _) => something.Release();
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (IOException limit)
        {
            log.LogWarning("The spool is looked at often instead of watched: {Reason}", limit.Message);
            return null;
        }
    }

    private async Task TakeAsync(string file, CancellationToken stop)
    {
        var kind = Path.GetExtension(file);
        if (kind is not (".push" or ".ask"))
        {
            return;
        }

        var lines = await File.ReadAllLinesAsync(file, stop);
        File.Delete(file);
        if (kind == ".ask")
        {
            // a question may take long to answer; pushes go on meanwhile
            _ = gate.AnswerAsync(Path.ChangeExtension(file, null), lines[0], Updates(lines.Skip(1)), stop);
            return;
        }

        counters.Count(lines[1] == "own" ? "git.ownPushes" : "git.pushes");
        foreach (var update in Updates(lines.Skip(2)))
        {
            await AnnounceAsync(lines[0], update, stop);
        }
    }

    private async Task AnnounceAsync(string path, RefUpdate update, CancellationToken stop)
    {
        if (update.Branch is not { } branch || update.New == CommitReader.NoCommit)
        {
            return;
        }

        var before = update.Old;
        foreach (var commit in await CommitReader.PushedAsync(path, update.Old, update.New, stop))
        {
            counters.Count("git.commits");
            messages.Announce(path, branch, commit, _forms.TryRemove(commit.Sha, out var form) ? form : ReceiveForm.Current, before);
            before = commit.Sha;
        }
    }

    private static IReadOnlyList<RefUpdate> Updates(IEnumerable<string> lines) =>
        [.. lines.Select(line => line.Split(' ', 3)).Where(parts => parts.Length == 3).Select(parts => new RefUpdate(parts[0], parts[1], parts[2]))];
}

/// <summary>One line of a receive hook's input.</summary>
internal sealed record RefUpdate(string Old, string New, string Ref)
{
    public string? Branch => Ref.StartsWith("refs/heads/", StringComparison.Ordinal) ? Ref["refs/heads/".Length..] : null;
}
