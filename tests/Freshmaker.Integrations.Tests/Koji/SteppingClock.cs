namespace Freshmaker.Integrations.Tests.Koji;

/// <summary>Koji's clock, at the speed at which a test wants Koji to work.</summary>
sealed class SteppingClock : TimeProvider
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    readonly Lock _lock = new();
    DateTimeOffset _now = Start;

    /// <summary>How much later it is with each task that Koji takes.</summary>
    public TimeSpan Step { get; set; }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
            return _now;
    }

    public void Tick()
    {
        lock (_lock)
            _now += Step;
    }
}
