using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Rebuilds;

/// <summary>How often and how soon a step is tried again when the outside is at fault.</summary>
/// <param name="Attempts">How many attempts in all, at least 1.</param>
/// <param name="FirstDelay">Pause after the first attempt; it triples each time.</param>
/// <param name="MaxDelay">Longest pause.</param>
public sealed record RetryBudget(int Attempts, TimeSpan FirstDelay, TimeSpan MaxDelay)
{
    public static RetryBudget Default { get; } = new(20, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(10));

    public bool Allows(int attempt) => attempt < Attempts;

    /// <summary>The pause after an attempt: exponential, with up to half of it taken off so that not everything comes back at once.</summary>
    /// <param name="attempt">The attempt that failed, from 1.</param>
    /// <param name="jitter">0 to 1.</param>
    public TimeSpan DelayAfter(int attempt, double jitter)
    {
        // Past 3^100 every pause is the longest; an infinite factor would make no pause at all not a number.
        var full = Math.Min(FirstDelay.TotalSeconds * Math.Pow(3, Math.Min(attempt - 1, 100)), MaxDelay.TotalSeconds);
        return TimeSpan.FromSeconds(full * (1 - jitter / 2));
    }
}

/// <summary>Faults as reasons.</summary>
static class Faults
{
    public static Reason Unavailable(Fault fault) =>
        Reason.Of(ReasonCode.OutsideUnavailable, ("system", fault.System), ("call", fault.Call), ("text", fault.Text));

    public static Reason Exhausted(Fault fault, int attempts) => Reason.Of(
        ReasonCode.RetriesExhausted, ("attempts", $"{attempts}"), ("system", fault.System), ("call", fault.Call), ("text", fault.Text));
}
