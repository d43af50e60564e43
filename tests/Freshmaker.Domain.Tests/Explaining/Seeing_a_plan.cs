using Freshmaker.Domain.Explaining;

namespace Freshmaker.Domain.Tests.Explaining;

public sealed class Seeing_a_plan
{
    [Fact]
    public void as_a_graph_with_levels_and_the_longest_chain()
    {
        var plan = PlanView.Of([Build("shop", "web", "db"), Build("web", "base"), Build("db"), Build("base"), Build("blog", "web")]);

        plan.Levels.Select(l => string.Join(' ', l.Select(i => plan.Nodes[i].Key))).ShouldBe(["base db", "web", "blog shop"]);
        plan.CriticalPath.Select(i => plan.Nodes[i].Key).ShouldBe(["base", "web", "blog"], "of equal chains the first by key");
        plan.Nodes.Select(n => (n.Key, n.Level, n.IsCritical)).ShouldBe([("shop", 3, false), ("web", 2, true), ("db", 1, false), ("base", 1, true), ("blog", 3, true)]);
        EdgesOf(plan).ShouldBe(["db shop Needs", "web shop BuiltOn", "base web BuiltOn", "web blog BuiltOn"]);
    }

    [Fact]
    public void of_one_build_and_of_none()
    {
        PlanView.Of([Build("web")]).CriticalPath.ShouldBe([0]);
        PlanView.Of([]).ShouldSatisfyAllConditions(p => p.Nodes.ShouldBeEmpty(), p => p.Levels.ShouldBeEmpty(), p => p.CriticalPath.ShouldBeEmpty());
    }

    [Fact]
    public void parents_that_are_not_there_and_parents_named_twice_make_no_edge() =>
        EdgesOf(PlanView.Of([Build("web", "ghost", "base", "base"), Build("base", "ghost")])).ShouldBe(["base web Needs"]);

    static IEnumerable<string> EdgesOf(PlanView plan) => plan.Edges.Select(e => $"{plan.Nodes[e.Parent].Key} {plan.Nodes[e.Child].Key} {e.Kind}");

    /// <summary>Built on the first of its parents.</summary>
    static PlanViewBuild Build(string key, params string[] parents) => new(key, parents, parents.FirstOrDefault());
}
