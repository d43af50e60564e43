using Freshmaker.Integrations.Http;

namespace Freshmaker.Integrations.Tests.Http;

/// <summary>Limits for tests: as few waits as there can be.</summary>
public static class Quick
{
    public static readonly HttpLimits Limits = new() { RetryDelay = TimeSpan.FromMilliseconds(1), Retries = 2, AttemptTimeout = TimeSpan.FromSeconds(10), BreakAfter = 1000 };

    public static readonly HttpLimits Impatient = Limits with { AttemptTimeout = TimeSpan.FromMilliseconds(300), TotalTimeout = TimeSpan.FromSeconds(10), Retries = 1 };
}
