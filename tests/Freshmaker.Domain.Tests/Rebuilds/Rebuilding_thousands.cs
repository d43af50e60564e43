using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Rebuilds;

namespace Freshmaker.Domain.Tests.Rebuilds;

/// <summary>Cost is counted in events and bytes, not in time: a busy machine must not fail these.</summary>
public sealed class Rebuilding_thousands
{
    [Fact]
    public void a_chain_ten_thousand_deep_that_fails_at_its_root_is_one_decision()
    {
        const int Depth = 10_000;
        var decision = FailedRoot(Chain(Depth));

        decision.Events.Count.ShouldBe(1 + (Depth - 1) + 1);
        decision.Events[0].ShouldBeOfType<BuildFailed>();
        decision.Events.Skip(1).Take(Depth - 1).Cast<BuildBlocked>().Select(b => b.By).ShouldBe(Enumerable.Range(0, Depth - 1).Select(KeyOf));
        decision.Events[^1].ShouldBeOfType<RebuildFailed>();
        decision.After.Tally.ShouldBe(new Tally(0, 0, Depth, 0));
    }

    [Fact]
    public void a_chain_that_is_canceled_at_its_root_is_one_decision() =>
        Chain(10_000).RequestCancelOf(KeyOf(5), "dana", "x").Events.Count.ShouldBe(1 + 10_000 - 5);

    [Fact]
    public void a_failure_costs_what_it_concerns()
    {
        FailedRoot(Chain(50)); // compiled
        var small = Allocated(Chain(500), FailedRoot);
        var large = Allocated(Chain(5000), FailedRoot);

        large.ShouldBeLessThan(small * 10 * 2); // ten times as deep; quadratic would be a hundred times
    }

    [Theory]
    [InlineData("task")]
    [InlineData("closed")]
    [InlineData("result")]
    [InlineData("retry")]
    public void a_step_costs_the_same_in_a_large_rebuild(string step)
    {
        var small = Cost(10, step);
        var large = Cost(5000, step);

        ((double)large / small).ShouldBeLessThanOrEqualTo(1.5, $"{large} bytes with 5,000 builds, {small} with 10");
    }

    [Theory] // to look at a build that waits is to go through its parents
    [InlineData(10)]
    [InlineData(5000)]
    public void news_of_one_build_look_at_no_other(int builds)
    {
        var waiting = Enumerable.Range(1, builds).Select(i => (Build: Named(i, 0), Parents: new Counted([KeyOf(0)]))).ToList();
        var rebuild = Spec.PlannedAt(new(Some.Now), [Named(0), Some.Image("lone"), .. waiting.Select(w => w.Build with { Parents = w.Parents })])
            .Tasked("n00000", 1).Tasked("lone", 2);
        waiting.ShouldAllBe(w => w.Parents.Looks > 0); // when they were planned
        waiting.ForEach(w => w.Parents.Looks = 0);

        var lone = Some.ImageKey("lone");
        foreach (var told in new[] { TaskState.Open, TaskState.Failed, TaskState.Closed })
        {
            var decision = rebuild.RecordTask(lone, Some.Task(2, told));
            _ = RebuildProcess.NewlyOwed(rebuild, decision).ToList();
            rebuild = told == TaskState.Failed ? rebuild : decision.After;
        }

        rebuild = rebuild.RecordResult(lone, 2, null).After;
        waiting.ShouldAllBe(w => w.Parents.Looks == 0);

        rebuild.RecordTask(KeyOf(0), Some.Task(1, TaskState.Canceled)).Events.Count.ShouldBe(1 + builds + 1);
        waiting.ShouldAllBe(w => w.Parents.Looks > 0); // those it concerns
    }

    [Fact] // else a test above would measure nothing
    public void a_step_allocates_something() => Cost(10, "task").ShouldBeGreaterThan(200);

    static long Cost(int builds, string step)
    {
        // side by side, so that none of them concerns another
        var rebuild = Spec.PlannedAt(new(Some.Now), [.. Enumerable.Range(0, builds).Select(i => Named(i))]);
        var name = KeyOf(builds / 2);
        rebuild = rebuild.RecordTaskStart(name, 1, Some.Task(7, TaskState.Free), "u", false).After;
        if (step == "result")
            rebuild = rebuild.RecordTask(name, Some.Task(7, TaskState.Closed)).After;
        Func<Rebuild, Decision> decide = step switch
        {
            "task" => r => r.RecordTask(name, Some.Task(7, TaskState.Open)),
            "closed" => r => r.RecordTask(name, Some.Task(7, TaskState.Closed)),
            "result" => r => r.RecordResult(name, 7, new(900, "n-1-5.9", null)),
            "retry" => r => r.RecordTask(name, Some.Task(7, TaskState.Failed)),
            _ => throw new ArgumentOutOfRangeException(nameof(step)),
        };
        decide(rebuild).Events.Count.ShouldBe(1);
        return Allocated(rebuild, r =>
        {
            var decision = decide(r);
            foreach (var _ in RebuildProcess.NewlyOwed(r, decision)) ;
            return decision;
        });
    }

    static long Allocated(Rebuild rebuild, Func<Rebuild, Decision> decide)
    {
        decide(rebuild);
        decide(rebuild);
        return Enumerable.Range(0, 5).Min(_ =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            decide(rebuild);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        });
    }

    sealed class Counted(IReadOnlyList<string> items) : IReadOnlyList<string>
    {
        public int Looks { get; set; }
        public int Count => items.Count;
        public string this[int index] => items[index];

        public IEnumerator<string> GetEnumerator()
        {
            Looks++;
            return items.GetEnumerator();
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }

    static Decision FailedRoot(Rebuild chain) => chain.RecordRefusal(KeyOf(0), "Koji", "no");

    /// <summary>Each built on the one before. The plan's events are folded here: how a plan is put in order is another matter.</summary>
    static Rebuild Chain(int depth) => Spec.Given(
    [
        .. Spec.OpenedWith("H"),
        .. Enumerable.Range(0, depth).Select(i => new ArtifactPlanned(i == 0 ? Named(0) : Named(i, i - 1), "H")),
        new HandlerCompleted("H", depth, 0), new PlanCompleted(depth, 0), new BuildStarting(KeyOf(0), 1, Some.Revision, "n00000-1-5.1"),
    ]);

    static PlannedBuild Named(int i, params int[] parents) => Some.Image($"n{i:00000}", [.. parents.Select(p => $"n{p:00000}")]);

    static string KeyOf(int i) => Some.ImageKey($"n{i:00000}");
}
