using Freshmaker.Integrations.Koji;

namespace Freshmaker.Integrations.Tests.Koji;

public sealed class TaskIndexTests
{
    static readonly DateTimeOffset Start = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Beyond_its_limit_the_oldest_are_forgotten_and_count_as_not_listed()
    {
        var index = new TaskIndex(100);
        index.Add(Enumerable.Range(1, 100).Select(Task), Start);
        index.Forget();
        (index.Count, index.Since, index.Newest).ShouldBe((100, Start, Start.AddMinutes(100)));

        index.Add([Task(101)], Start.AddMinutes(99));
        index.Forget();

        (index.Count, index.Since, index.Newest).ShouldBe((90, Start.AddMinutes(11), Start.AddMinutes(101)));
        index.Find(11, DateTimeOffset.MinValue).ShouldBeEmpty();
        index.Find(12, DateTimeOffset.MinValue).ShouldBe([12]);
    }

    [Fact]
    public void Those_of_one_request_come_with_the_newest_first_and_not_from_before_the_time()
    {
        var index = new TaskIndex(100);
        index.Add([Task(1), Task(3) with { Request = 1 }, Task(2) with { Request = 1 }, Task(3) with { Request = 1 }, Task(4)], Start);

        index.Find(1, Start).ShouldBe([3, 2, 1]);
        index.Find(1, Start.AddMinutes(1)).ShouldBe([3, 2]);
    }

    static OwnTask Task(int id) => new(id, (UInt128)id, Start.AddMinutes(id));
}
