namespace Freshmaker.Integrations.DistGit;

/// <summary>What became of a push, read from <c>git push --porcelain</c>.</summary>
internal enum PushOutcome
{
    Done,

    /// <summary>The very same commit is there already: another node made it from the same tip in the same second.</summary>
    WasThere,

    /// <summary>Somebody else moved or locked the branch in the meantime.</summary>
    LostRace,

    /// <summary>The server does not want it.</summary>
    Refused,

    /// <summary>The server was not reached, or is broken.</summary>
    Failed,
}

internal static class PushOutcomes
{
    static readonly string[] Races =
        ["stale info", "fetch first", "non-fast-forward", "cannot lock ref", "failed to update ref", "failed to lock", "incorrect old value"];

    static readonly string[] Breakdowns = ["unpacker error", "unable to migrate objects", "missing necessary objects", "internal", "no space left"];

    public static (PushOutcome Outcome, string Text) Of(GitResult push)
    {
        if (push.IsGood)
            return (push.Output.Split('\n').Any(l => l.StartsWith("=\t", StringComparison.Ordinal)) ? PushOutcome.WasThere : PushOutcome.Done, "");
        // "!<tab>from:to<tab>[remote rejected] (pre-receive hook declined)"
        var line = push.Output.Split('\n').FirstOrDefault(l => l.StartsWith("!\t", StringComparison.Ordinal));
        var reason = line?.Split('\t')[^1].Trim();
        var text = GitResult.Tell(reason is null ? push.Error : $"{reason}\n{push.Error}");
        var outcome = push.IsRefusal ? PushOutcome.Refused
            : reason is null || Says(reason, Breakdowns) ? PushOutcome.Failed
            : Says(reason, Races) ? PushOutcome.LostRace
            : PushOutcome.Refused;
        return (outcome, text);
    }

    static bool Says(string reason, string[] words) => words.Any(word => reason.Contains(word, StringComparison.OrdinalIgnoreCase));
}
