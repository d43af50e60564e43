using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Rebuilds;

/// <summary>Decisions about composes. Each asks first whether it is still true; a repeat decides nothing.</summary>
public static class ComposeRecording
{
    /// <summary>
    /// How often in a row a compose that goes too soon is asked for again, before the builds that need it are given up. Counting begins anew when a build was
    /// handed over with it: a rebuild of many levels may outlive many composes.
    /// </summary>
    public const int MaxRenewals = 5;

    /// <summary>What ODCS answered when it was asked for a compose.</summary>
    public static Decision RecordComposeAnswer(this Rebuild rebuild, string compose, ComposeAnswer answer, bool adopted) =>
        rebuild.Compose(compose, ComposePhase.Asking) is not { } status ? Decision.Nothing(rebuild) : answer switch
        {
            ComposeAnswer.Refused r => Decision.Of(rebuild, new ComposeFailed(
                compose, status.Id, FaultClass.Prerequisite, Reason.Of(ReasonCode.ComposeRefused, ("text", $"HTTP {r.Status}: {r.Text}")))),
            ComposeAnswer.Accepted { Compose: var made } => made.State switch
            {
                ComposeState.Done => Decision.Of(rebuild, new ComposeReady(compose, made.Id, made.ExpiresAt)),
                ComposeState.Wait or ComposeState.Generating => Decision.Of(rebuild, new ComposeStarted(compose, made.Id, adopted, rebuild.Moment.Now)),
                _ => Decision.Of(rebuild, Failed(compose, made)),
            },
            _ => throw new InvalidOperationException($"unknown answer {answer}"),
        };

    /// <summary>What ODCS says of a compose, by message or when asked.</summary>
    public static Decision RecordCompose(this Rebuild rebuild, string compose, ComposeProgress told)
    {
        if (rebuild.IsOver || !rebuild.Composes.TryGetValue(compose, out var status) || status.Id != told.Id)
            return Decision.Nothing(rebuild);
        return (status.Phase, told.State) switch
        {
            (ComposePhase.Underway, ComposeState.Done) => Decision.Of(rebuild, new ComposeReady(compose, told.Id, told.ExpiresAt)),
            (ComposePhase.Underway, ComposeState.Failed) => Decision.Of(rebuild, Failed(compose, told)),
            (ComposePhase.Underway or ComposePhase.Ready, ComposeState.Removed) => Decision.Of(rebuild, new ComposeRemoved(compose, told.Id)),
            _ => Decision.Nothing(rebuild),
        };
    }

    /// <summary>ODCS could not be asked: ask again while the budget lasts.</summary>
    public static Decision RecordComposeFault(this Rebuild rebuild, string compose, int attempt, Fault fault, RetryBudget budget, DateTimeOffset now, double jitter)
    {
        if (rebuild.Compose(compose, ComposePhase.Asking) is not { } status || status.Attempt != attempt)
            return Decision.Nothing(rebuild);
        return Decision.Of(rebuild, budget.Allows(attempt)
            ? new ComposeRetryScheduled(compose, attempt + 1, now + budget.DelayAfter(attempt, jitter), Faults.Unavailable(fault))
            : new ComposeFailed(compose, status.Id, FaultClass.Infrastructure, Faults.Exhausted(fault, attempt)));
    }

    /// <summary>ODCS has been making a compose for too long.</summary>
    /// <param name="since">When it began.</param>
    public static Decision RecordComposeStuck(this Rebuild rebuild, string compose, long id, DateTimeOffset since) =>
        rebuild.Compose(compose, ComposePhase.Underway) is { IsStuck: false } status && status.Id == id && !(status.UnderwaySince > since)
            ? Decision.Of(rebuild, new ComposeStuck(compose, id, since))
            : Decision.Nothing(rebuild);

    static ComposeStatus? Compose(this Rebuild rebuild, string compose, ComposePhase phase) =>
        !rebuild.IsOver && rebuild.Composes.TryGetValue(compose, out var status) && status.Phase == phase ? status : null;

    /// <summary>What follows when a compose is needed that is gone, or about to go.</summary>
    /// <param name="code"><see cref="ReasonCode.ComposeRemoved"/> or <see cref="ReasonCode.ComposeExpires"/>.</param>
    public static IComposeEvent Renewal(Rebuild rebuild, string compose, ReasonCode code)
    {
        var status = rebuild.Composes[compose];
        var reason = Reason.Of(code, ("compose", $"{status.Id}"));
        var lasted = status.ExpiresAt <= rebuild.Moment.Now;
        return lasted || status.Renewals < MaxRenewals
            ? new ComposeRenewalRequested(compose, status.Id!.Value, reason, lasted)
            : new ComposeFailed(compose, status.Id, FaultClass.Prerequisite, reason);
    }

    static ComposeFailed Failed(string compose, ComposeProgress told) => new(compose, told.Id, FaultClass.Prerequisite, Reason.Of(
        ReasonCode.ComposeEnded, ("compose", $"{told.Id}"), ("state", told.State.ToString().ToLowerInvariant()), ("text", told.StateReason ?? "no reason given")));
}
