using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Reasons;
using FsCheck;
using FsCheck.Fluent;

namespace Freshmaker.Domain.Tests.Planning;

public sealed class Ordering_a_plan
{
    [Fact]
    public void a_diamond_is_built_from_the_top() => Order(Some.Module("d", "b", "c"), Some.Module("c", "a"), Some.Module("b", "a"), Some.Module("a"))
        .ShouldBe("a b c d");

    [Fact]
    public void what_needs_nothing_is_in_order_of_its_key() => Order(Some.Module("c"), Some.Module("a"), Some.Module("b")).ShouldBe("a b c");

    [Fact]
    public void nothing_is_nothing() => Order().ShouldBe("");

    [Fact]
    public void an_unknown_parent_is_named() => Order(Some.Module("a"), Some.Module("b", "a", "ghost"))
        .ShouldBe("a | b: UnknownParent module/ghost/1");

    [Fact]
    public void what_needs_a_build_with_an_unknown_parent_hears_of_that_parent() => Order(Some.Module("b", "ghost"), Some.Module("c", "b"))
        .ShouldBe(" | b: UnknownParent module/ghost/1 | c: UnknownParent module/ghost/1");

    [Fact]
    public void a_build_that_needs_itself_is_a_circle() => Order(Some.Module("a", "a"), Some.Module("b"))
        .ShouldBe("b | a: DependencyCycle module/a/1 → module/a/1");

    [Fact]
    public void a_ring_is_shown_with_its_path() => Order(Some.Module("a", "b"), Some.Module("b", "c"), Some.Module("c", "a")).ShouldBe(
        " | a: DependencyCycle module/a/1 → module/b/1 → module/c/1 → module/a/1"
        + " | b: DependencyCycle module/b/1 → module/c/1 → module/a/1 → module/b/1"
        + " | c: DependencyCycle module/c/1 → module/a/1 → module/b/1 → module/c/1");

    [Fact]
    public void what_hangs_behind_a_ring_is_shown_the_ring_alone() => Order(Some.Module("a", "b"), Some.Module("b", "a"), Some.Module("x", "a"), Some.Module("y")).ShouldBe(
        "y | a: DependencyCycle module/a/1 → module/b/1 → module/a/1"
        + " | b: DependencyCycle module/b/1 → module/a/1 → module/b/1"
        + " | x: DependencyCycle module/a/1 → module/b/1 → module/a/1");

    [Fact]
    public void a_parent_that_is_planned_already_is_known()
    {
        var (buildable, excluded) = PlanGraph.Order([Some.Module("b", "a")], [Some.Key("a")]);

        buildable.ShouldHaveSingleItem().Key.ShouldBe(Some.Key("b"));
        excluded.ShouldBeEmpty();
    }

    [Fact]
    public void the_order_of_the_question_does_not_matter() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(300),
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
        {
            var plan = Graph(bytes);
            Order([.. plan]).ShouldBe(Order([.. plan.Reverse()]));
            Order([.. plan]).ShouldBe(Order([.. plan.OrderBy(b => b.Key.GetHashCode(StringComparison.Ordinal))]));
        }));

    [Fact]
    public void nothing_is_lost_and_parents_come_first() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(300),
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
        {
            var plan = Graph(bytes);
            var (buildable, excluded) = PlanGraph.Order(plan);

            buildable.Select(b => b.Key).Concat(excluded.Select(x => x.Artifact.Key)).Order().ShouldBe(plan.Select(b => b.Key).Order());
            var built = new HashSet<string>();
            foreach (var build in buildable)
            {
                build.Parents.ShouldAllBe(p => built.Contains(p));
                built.Add(build.Key);
            }
        }));

    [Fact] // took minutes when paths were searched linearly
    public void a_large_ring_is_no_trouble()
    {
        var ring = Enumerable.Range(0, 1000).Select(i => Some.Module($"m{i}", $"m{(i + 1) % 1000}")).ToArray();

        PlanGraph.Order(ring).Excluded.Count.ShouldBe(1000);
    }

    [Fact] // every ring member has its own path: whole ones would take the square of its size
    public void a_huge_ring_is_shown_by_its_beginning()
    {
        var ring = Enumerable.Range(0, 100_000).Select(i => Some.Module($"m{i}", $"m{(i + 1) % 100_000}")).ToArray();

        var excluded = PlanGraph.Order(ring).Excluded;

        excluded.Count.ShouldBe(100_000);
        excluded.Single(x => x.Artifact.Name == "m7").Reason.Parameters["path"].ShouldEndWith("module/m17/1 → module/m18/1 → … 99988 more … → module/m7/1");
    }

    [Fact]
    public void a_way_into_a_ring_within_the_same_knot_is_not_shown() => Order(Some.Module("a", "b"), Some.Module("b", "a", "c"), Some.Module("c", "a")).ShouldBe(
        " | a: DependencyCycle module/a/1 → module/b/1 → module/a/1"
        + " | b: DependencyCycle module/b/1 → module/a/1 → module/b/1"
        + " | c: DependencyCycle module/a/1 → module/b/1 → module/a/1");

    [Fact]
    public void levels_are_one_below_the_lowest_parent()
    {
        var levels = PlanGraph.Levels([Some.Module("d", "b", "a"), Some.Module("c"), Some.Module("b", "a", "p"), Some.Module("a"), Some.Module("x", "ghost")], [Some.Key("p")]);

        string.Join(" | ", levels.Select(l => string.Join(' ', l.Select(b => b.Artifact.Name)))).ShouldBe("a c | b | d");
    }

    [Fact]
    public void heights_count_what_has_to_follow()
    {
        var heights = PlanGraph.Heights([Some.Module("d", "b"), Some.Module("c", "a"), Some.Module("b", "a"), Some.Module("a"), Some.Module("x", "x"), Some.Module("y")]);

        string.Join(' ', heights.OrderBy(h => h.Key).Select(h => $"{h.Key}={h.Value}")).ShouldBe("module/a/1=2 module/b/1=1 module/c/1=0 module/d/1=0 module/y/1=0");
    }

    [Fact]
    public void a_chain_of_a_hundred_thousand_is_ordered()
    {
        var chain = Enumerable.Range(0, 100_000).Select(i => i == 0 ? Some.Module("m0") : Some.Module($"m{i}", $"m{i - 1}")).Reverse().ToArray();

        PlanGraph.Order(chain).Buildable[^1].Artifact.Name.ShouldBe("m99999");
        PlanGraph.Heights(chain)[Some.Key("m0")].ShouldBe(99_999);
    }

    /// <summary>Any graph of up to eight builds: each byte is an arrow; some lead to builds that do not exist, some back.</summary>
    static PlannedBuild[] Graph(byte[] bytes) =>
        [.. Enumerable.Range(0, 8).Select(i => Some.Module($"m{i}", [.. bytes.Where(b => b % 8 == i).Select(b => $"m{b / 8 % 9}").Distinct()]))];

    static string Order(params PlannedBuild[] builds)
    {
        var (buildable, excluded) = PlanGraph.Order(builds);
        return string.Join(" | ", [
            string.Join(' ', buildable.Select(b => b.Artifact.Name)),
            .. excluded.Select(x => $"{x.Artifact.Name}: {x.Reason.Code} {x.Reason.Parameters[Sentences.ParametersOf(x.Reason.Code)[0]]}")]);
    }
}
