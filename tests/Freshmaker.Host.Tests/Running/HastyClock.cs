namespace Freshmaker.Host.Tests.Running;

/// <summary>Tells the right time, but waits only a tenth as long as it is told to.</summary>
sealed class HastyClock : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, Tenth(dueTime), Tenth(period));

    static TimeSpan Tenth(TimeSpan time) => time > TimeSpan.Zero ? time / 10 : time;
}
