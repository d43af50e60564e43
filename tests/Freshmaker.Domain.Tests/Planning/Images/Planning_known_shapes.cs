using System.Diagnostics;
using Freshmaker.Domain.Planning;

namespace Freshmaker.Domain.Tests.Planning.Images;

/// <summary>The checks of <c>shapes.md</c>.</summary>
public sealed class Planning_known_shapes
{
    [Fact]
    public void the_random_numbers_are_those_of_the_document()
    {
        var draws = new Shapes.Draws();

        Enumerable.Range(0, 8).Select(_ => draws.Next(1000)).ShouldBe([950, 394, 652, 132, 410, 375, 613, 654]);
    }

    [Theory]
    [InlineData(10, 16, "1 1 1 1 10", "6fdffd5dd01ff530")]
    [InlineData(100, 139, "1 1 2 10 100", "e4669b46310ce60e")]
    [InlineData(1000, 1366, "1 5 20 100 1000", "3a911e09542f8e63")]
    public void layered_5(int leaves, int images, string sizes, string check)
    {
        var shelf = Shapes.Layered5(leaves);
        shelf.Images.Count.ShouldBe(images);

        var plan = shelf.Plan().ShouldBeSound();

        var levels = PlanGraph.Levels(plan.Builds);
        string.Join(' ', levels.Select(l => l.Count)).ShouldBe(sizes);
        Shapes.Check(levels).ShouldBe(check);
        (plan.Builds.Count + plan.Exclusions.Count).ShouldBe(images);
        // Every parent of the shape is affected, so each image is built on one that is rebuilt.
        plan.Builds.Where(b => b.Recipe().ParentNvr is not null).ShouldAllBe(b => b.Recipe().ParentBuild != null);
    }

    [Fact]
    public void random_1000_5000()
    {
        var (children, parents) = Shapes.Random(1000, 5000);

        var levels = new DependencyGraph(1000, children, parents).Levels();

        (levels.Max() + 1).ShouldBe(24);
        Shapes.Check(string.Join(',', levels)).ShouldBe("c8820e27f0a74c7a");
    }

    [Fact]
    public void random_10000_50000()
    {
        var (children, parents) = Shapes.Random(10_000, 50_000);
        var graph = new DependencyGraph(10_000, children, parents);

        var sizes = graph.Levels().CountBy(l => l).OrderBy(l => l.Key).Select(l => l.Value).ToList();

        sizes.Count.ShouldBe(28);
        sizes.Take(4).ShouldBe([991, 712, 603, 539]);
        (sizes[4], sizes[^1]).ShouldBe((518, 2));
        graph.Components().Count.ShouldBe(10_000);
    }

    [Fact] // what takes the square of the size, or remembers by depth, does not end here
    public void a_chain_of_a_hundred_thousand()
    {
        var graph = new DependencyGraph(100_000, [.. Enumerable.Range(1, 99_999)], [.. Enumerable.Range(0, 99_999)]);

        graph.Levels()[^1].ShouldBe(99_999);
        graph.Heights()[0].ShouldBe(99_999);
        graph.Components().Count.ShouldBe(100_000);
    }

    [Fact] // a guard, far from what is aimed at: the benchmarks measure
    public void ten_thousand_leaves_take_no_more_than_a_few_times_ten_times_what_a_thousand_take()
    {
        var (small, large) = (Shapes.Layered5(1000), Shapes.Layered5(10_000));
        small.Plan();

        var (first, second) = (Best(small), Best(large));

        second.ShouldBeLessThan(first * 40, $"{first.TotalMilliseconds} and {second.TotalMilliseconds} ms");

        static TimeSpan Best(Shelf shelf) => Enumerable.Range(0, 3).Min(_ =>
        {
            var watch = Stopwatch.StartNew();
            shelf.Plan();
            return watch.Elapsed;
        });
    }
}
