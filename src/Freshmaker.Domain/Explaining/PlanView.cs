using Freshmaker.Domain.Planning;

namespace Freshmaker.Domain.Explaining;

/// <summary>A build as the picture of a plan needs it.</summary>
/// <param name="Parents">Keys of the builds that it needs.</param>
/// <param name="BuiltOn">The key of the one of them whose result it is built on; the others it needs for something else.</param>
public sealed record PlanViewBuild(string Key, IReadOnlyList<string> Parents, string? BuiltOn);

/// <summary>A plan as a graph for people: who needs whom, on which level each build is, and which chain of builds takes longest, counted in builds.</summary>
public sealed class PlanView
{
    PlanView(IReadOnlyList<PlanViewNode> nodes, IReadOnlyList<PlanViewEdge> edges, IReadOnlyList<IReadOnlyList<string>> levels, IReadOnlyList<string> criticalPath) =>
        (Nodes, Edges, Levels, CriticalPath) = (nodes, edges, levels, criticalPath);

    /// <summary>In the order of the question.</summary>
    public IReadOnlyList<PlanViewNode> Nodes { get; }

    /// <summary>By child in the order of the question, then by parent.</summary>
    public IReadOnlyList<PlanViewEdge> Edges { get; }

    /// <summary>Keys by level, each in the order of its keys. Builds of a level need only builds of the levels before it.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Levels { get; }

    /// <summary>The longest chain of builds that need each other, from the first to the last; of several the first by key at each step.</summary>
    public IReadOnlyList<string> CriticalPath { get; }

    /// <param name="builds">Each with a key of its own. Parents that are not among them are left out.</param>
    public static PlanView Of(IReadOnlyList<PlanViewBuild> builds)
    {
        var numbers = new Dictionary<string, int>(builds.Count, StringComparer.Ordinal);
        for (var i = 0; i < builds.Count; i++)
            numbers.TryAdd(builds[i].Key, i);

        var (children, parents) = (new List<int>(builds.Count), new List<int>(builds.Count));
        var edges = new List<PlanViewEdge>(builds.Count);
        for (var i = 0; i < builds.Count; i++)
        {
            foreach (var parent in builds[i].Parents.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Where(numbers.ContainsKey))
            {
                children.Add(i);
                parents.Add(numbers[parent]);
                edges.Add(new(parent, builds[i].Key, builds[i].BuiltOn == parent ? PlanEdgeKind.BuiltOn : PlanEdgeKind.Needs));
            }
        }

        var graph = new DependencyGraph(builds.Count, children.ToArray(), parents.ToArray());
        var (levels, path) = (graph.Levels(), CriticalPathOf(graph, builds));
        var critical = path.ToHashSet();
        var byLevel = Enumerable.Range(0, builds.Count).Where(i => levels[i] >= 0).GroupBy(i => levels[i]).OrderBy(l => l.Key)
            .Select(IReadOnlyList<string> (l) => [.. l.Select(i => builds[i].Key).Order(StringComparer.Ordinal)]);
        return new(
            [.. builds.Select((b, i) => new PlanViewNode(b.Key, levels[i] + 1, critical.Contains(i)))], edges, [.. byLevel], [.. path.Select(i => builds[i].Key)]);
    }

    static List<int> CriticalPathOf(DependencyGraph graph, IReadOnlyList<PlanViewBuild> builds)
    {
        var (path, heights) = (new List<int>(), graph.Heights());
        var at = First(Enumerable.Range(0, graph.Count), heights.DefaultIfEmpty(-1).Max());
        while (at is { } build)
        {
            path.Add(build);
            at = First(graph.Children(build).ToArray(), heights[build] - 1);
        }

        return path;

        int? First(IEnumerable<int> among, int height) =>
            height < 0 ? null : among.Where(i => heights[i] == height).Select(int? (i) => i).MinBy(i => builds[i!.Value].Key, StringComparer.Ordinal);
    }
}

/// <param name="Level">From 1; 0 for a build in a circle, which no recorded plan has.</param>
/// <param name="IsCritical">It is on the critical path.</param>
public sealed record PlanViewNode(string Key, int Level, bool IsCritical);

/// <summary>A build and one that needs it.</summary>
public sealed record PlanViewEdge(string Parent, string Child, PlanEdgeKind Kind);

/// <summary>What a build needs another one for.</summary>
public enum PlanEdgeKind
{
    /// <summary>It is built on its result.</summary>
    BuiltOn,

    /// <summary>It needs it for something else, for example a stage of its build.</summary>
    Needs,
}
