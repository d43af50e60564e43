using Freshmaker.Sandbox.Faults;

namespace Freshmaker.Sandbox.DistGit;

/// <summary>Decides, while a fault is in force, what happens to a push that is under way.</summary>
internal sealed class PushGate
{
    private readonly SandboxDirectory _directory;
    private readonly SandboxOptions _options;
    private readonly FaultBoard _faults;
    private readonly SandboxCounters _counters;
    private readonly Pusher _pusher;
    private readonly ILogger<PushGate> _log;

    public PushGate(SandboxDirectory directory, SandboxOptions options, FaultBoard faults, SandboxCounters counters, Pusher pusher, ILogger<PushGate> log)
    {
        (_directory, _options, _faults, _counters, _pusher, _log) = (directory, options, faults, counters, pusher, log);
        faults.Changed += SetGate;
    }

    /// <summary>Answers a waiting hook: a file named yes lets the push in, a file named no holds what the pusher is told.</summary>
    public async Task AnswerAsync(string question, string path, IReadOnlyList<RefUpdate> updates, CancellationToken stop)
    {
        try
        {
            var refusal = await DecideAsync(path, updates, stop);
            var answer = question + (refusal is null ? ".yes" : ".no");
            await File.WriteAllTextAsync(answer + ".tmp", refusal is null ? "" : refusal + "\n", stop);
            File.Move(answer + ".tmp", answer);
        }
        catch (Exception broken) when (broken is IOException or InvalidOperationException or OperationCanceledException)
        {
            _log.LogWarning("A push was left without an answer: {Reason}", broken.Message);
        }
    }

    private async Task<string?> DecideAsync(string path, IReadOnlyList<RefUpdate> updates, CancellationToken stop)
    {
        if (_faults.Take("distgit", _ => true) is not { } active)
        {
            return null;
        }

        _counters.Count("distgit.faults");
        switch (active.Fault)
        {
            case { RejectPush: not null, Message: var message }:
                _counters.Count("git.rejected");
                return message ?? "pre-receive: this branch is frozen (the sandbox was told so)";
            case { RaceOnPush: not null }:
                foreach (var branch in updates.Select(update => update.Branch).OfType<string>())
                {
                    await _pusher.PushAsync(new(path, branch, new Dictionary<string, string?>(), "Somebody else was faster\n", "Eager Beaver <eager@example.org>"), stop);
                }

                return null;
            case { Hang: true }:
                await active.Released.WaitAsync(stop);
                return null;
            case { Delay: { } delay }:
                await Task.Delay(delay, _options.Clock, stop);
                return null;
            default:
                return null;
        }
    }

    private void SetGate()
    {
        var gate = Path.Combine(_directory.Spool, Hooks.Gate);
        if (_faults.All.ContainsKey("distgit"))
        {
            File.WriteAllText(gate, "");
        }
        else
        {
            File.Delete(gate);
        }
    }
}
