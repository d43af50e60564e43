using Freshmaker.Domain.Rebuilds;

namespace Freshmaker.Domain.Tests.Rebuilds;

public sealed class Retrying
{
    static readonly RetryBudget Budget = new(4, TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1));

    [Theory]
    [InlineData(1, 0, 10)]
    [InlineData(1, 1, 5)]
    [InlineData(1, 0.5, 7.5)]
    [InlineData(2, 0, 30)]
    [InlineData(2, 1, 15)]
    [InlineData(3, 0, 60)] // 90 without the cap
    [InlineData(3, 1, 30)]
    [InlineData(1000, 0, 60)]
    [InlineData(int.MaxValue, 1, 30)]
    public void pauses_triple_up_to_the_longest_less_up_to_half(int attempt, double jitter, double seconds) =>
        Budget.DelayAfter(attempt, jitter).ShouldBe(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData(1, true)]
    [InlineData(3, true)]
    [InlineData(4, false)]
    [InlineData(5, false)]
    public void attempts_are_counted_from_one(int attempt, bool another) => Budget.Allows(attempt).ShouldBe(another);

    [Fact]
    public void the_default_outlasts_an_ordinary_maintenance() => Enumerable.Range(1, RetryBudget.Default.Attempts - 1)
        .Aggregate(TimeSpan.Zero, (sum, attempt) => sum + RetryBudget.Default.DelayAfter(attempt, jitter: 0))
        .ShouldBeInRange(TimeSpan.FromHours(2), TimeSpan.FromHours(3));

    [Fact]
    public void no_pause_at_all_is_allowed() => new RetryBudget(3, TimeSpan.Zero, TimeSpan.Zero).DelayAfter(2000, 0.5).ShouldBe(TimeSpan.Zero);
}
