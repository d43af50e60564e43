namespace Freshmaker.Integrations.Http;

/// <summary>How long, how often and how much at once one outside system is asked over HTTP.</summary>
public sealed record HttpLimits
{
    /// <summary>Longest time for one call with all its attempts, after it got its turn. Default 30 s.</summary>
    public TimeSpan TotalTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest time for one attempt, until the last byte of the body. Default 10 s.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Further attempts after a call that only reads failed for a passing reason. Calls that write are never repeated. Default 3; 0 for none.</summary>
    public int Retries { get; init; } = 3;

    /// <summary>Wait before the first further attempt; it doubles each time, with jitter. Default 200 ms.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Calls under way at once; further ones wait for their turn. Default 8.</summary>
    public int MaxConcurrency { get; init; } = 8;

    /// <summary>Largest body that is read, in bytes after decompression. Default 32 MiB.</summary>
    public long MaxResponseBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>
    /// Attempts within half a minute of which at least half must fail before the system is left alone for a while. Default 20. Where so many cannot fail by
    /// hanging in that time, as many as may be under way at once, within twice <see cref="AttemptTimeout"/>.
    /// </summary>
    public int BreakAfter { get; init; } = 20;

    /// <summary>How long the system is left alone then. Default 5 s.</summary>
    public TimeSpan BreakDuration { get; init; } = TimeSpan.FromSeconds(5);

    static readonly TimeSpan UsualSampling = TimeSpan.FromSeconds(30);

    /// <summary>What the circuit breaker waits for (Polly takes no less than 2).</summary>
    internal int BreakThroughput => CanHangOftenEnough ? BreakAfter : Math.Max(2, Math.Min(BreakAfter, MaxConcurrency));

    /// <summary>How far back it looks (Polly takes at most a day).</summary>
    internal TimeSpan BreakSampling => CanHangOftenEnough ? UsualSampling : TimeSpan.FromTicks(Math.Clamp(2 * AttemptTimeout.Ticks, UsualSampling.Ticks, TimeSpan.TicksPerDay));

    bool CanHangOftenEnough => AttemptTimeout * Math.Ceiling((double)BreakAfter / MaxConcurrency) <= UsualSampling;

    internal IEnumerable<string> Validate(string key)
    {
        if (TotalTimeout <= TimeSpan.Zero || TotalTimeout > TimeSpan.FromDays(1))
            yield return $"{key}:TotalTimeout must be positive and at most one day";
        if (AttemptTimeout <= TimeSpan.Zero || AttemptTimeout > TotalTimeout)
            yield return $"{key}:AttemptTimeout must be positive and at most {key}:TotalTimeout";
        if (Retries is < 0 or > 10)
            yield return $"{key}:Retries must be from 0 to 10";
        if (RetryDelay < TimeSpan.Zero || RetryDelay > TimeSpan.FromMinutes(1))
            yield return $"{key}:RetryDelay must be from 0 to one minute";
        if (MaxConcurrency is < 1 or > 1000)
            yield return $"{key}:MaxConcurrency must be from 1 to 1000";
        if (MaxResponseBytes is < 1024 or > 1024 * 1024 * 1024)
            yield return $"{key}:MaxResponseBytes must be from 1024 to 1073741824";
        if (BreakAfter < 2)
            yield return $"{key}:BreakAfter must be at least 2";
        if (BreakDuration < TimeSpan.FromMilliseconds(500) || BreakDuration > TimeSpan.FromDays(1))
            yield return $"{key}:BreakDuration must be from half a second to one day";
    }
}
