using Freshmaker.Host.Rebuilding;

namespace Freshmaker.Host.Tests.Rebuilding;

public sealed class TurnOrderTests
{
    static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void the_most_urgent_go_first_then_the_longest_way_then_who_waits_longest_then_by_name() => Names(Turns.InOrder(
    [
        Turn("late", minute: 5), Turn("b"), Turn("a"), Turn("low leaf", minute: -9), Turn("high", height: 3, minute: 9), Turn("higher", height: 4, minute: 9),
        Turn("urgent leaf", priority: 10, minute: 30), Turn("runs", priority: 99) with { IsTaken = true },
    ])).ShouldBe("urgent leaf, higher, high, low leaf, a, b, late");

    [Fact]
    public void without_a_limit_all_go_in_their_order() => Next([Turn("a"), Turn("b", priority: 1), Turn("c", height: 1)], null, null).ShouldBe("b, c, a");

    [Theory]
    [InlineData(2, "")]
    [InlineData(1, "")] // the limit was lowered while they ran
    [InlineData(3, "c")]
    [InlineData(4, "c, a")]
    [InlineData(9, "c, a, b")]
    public void no_more_run_than_may_in_all(int max, string next) =>
        Next([Taken("r1", "one"), Taken("r2", "two"), Turn("a"), Turn("b"), Turn("c", height: 1)], max, null).ShouldBe(next);

    [Theory]
    [InlineData(1, "b1")]
    [InlineData(2, "a1, b1, b2")]
    [InlineData(3, "a1, a2, b1, b2")]
    public void no_more_run_than_may_in_a_target_and_a_full_one_holds_up_no_other(int maxPerTarget, string next) =>
        Next([Taken("r1", "a"), Turn("a1", "a"), Turn("a2", "a"), Turn("b1", "b"), Turn("b2", "b")], null, maxPerTarget).ShouldBe(next);

    [Fact]
    public void both_limits_hold() => Next([Taken("r1", "a"), Turn("a1", "a"), Turn("b1", "b"), Turn("c1", "c"), Turn("d1", "d")], 3, 1).ShouldBe("b1, c1");

    static string Next(IReadOnlyList<Turn> turns, int? max, int? maxPerTarget) => Names(Turns.Next(turns, max, maxPerTarget));

    static string Names(IEnumerable<Turn> turns) => string.Join(", ", turns.Select(t => t.Build));

    static Turn Turn(string name, string target = "t", int priority = 0, int height = 0, int minute = 0) =>
        new(name, "rebuild", name, target, priority, false, Noon.AddMinutes(minute), height);

    static Turn Taken(string name, string target) => Turn(name, target) with { IsTaken = true };
}
