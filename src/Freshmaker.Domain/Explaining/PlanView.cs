using Freshmaker.Domain.Planning;

namespace Freshmaker.Domain.Explaining;

/// <summary>A build as the picture of a plan needs it.</summary>
/// <param name="Parents">Keys of the builds that it needs.</param>
/// <param name="BuiltOn">The key of the one of them whose result it is built on; the others it needs for something else.</param>
public readonly record struct PlanViewBuild(string Key, IReadOnlyList<string> Parents, string? BuiltOn);

/// <summary>
/// A plan as a graph for people: who needs whom, on which level each build is, and which chain of builds takes longest, counted in builds. Builds are named by their
/// places in the question, because whoever draws thousands of them asks often.
/// </summary>
public sealed class PlanView
{
    PlanView(DependencyGraph graph, IReadOnlyList<PlanViewNode> nodes, IReadOnlyList<PlanViewEdge> edges, IReadOnlyList<IReadOnlyList<int>> levels, IReadOnlyList<int> criticalPath) =>
        (Graph, Nodes, Edges, Levels, CriticalPath) = (graph, nodes, edges, levels, criticalPath);

    public DependencyGraph Graph { get; }

    /// <summary>In the order of the question.</summary>
    public IReadOnlyList<PlanViewNode> Nodes { get; }

    /// <summary>By child in the order of the question, then by the key of the parent.</summary>
    public IReadOnlyList<PlanViewEdge> Edges { get; }

    /// <summary>Builds by level, each in the order of its keys. Builds of a level need only builds of the levels before it.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Levels { get; }

    /// <summary>The longest chain of builds that need each other, from the first to the last; of several the first by key at each step.</summary>
    public IReadOnlyList<int> CriticalPath { get; }

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
            foreach (var parent in InOrder(builds[i].Parents))
            {
                if (!numbers.TryGetValue(parent, out var number))
                    continue;
                children.Add(i);
                parents.Add(number);
                edges.Add(new(number, i, builds[i].BuiltOn == parent ? PlanEdgeKind.BuiltOn : PlanEdgeKind.Needs));
            }
        }

        var graph = new DependencyGraph(builds.Count, children.ToArray(), parents.ToArray());
        var (levels, path) = (graph.Levels(), CriticalPathOf(graph, builds));
        var critical = path.ToHashSet();
        return new(graph, [.. builds.Select((b, i) => new PlanViewNode(b.Key, levels[i] + 1, critical.Contains(i)))], edges, ByLevel(builds, levels), path);
    }

    /// <summary>Most builds have one parent or none.</summary>
    static IEnumerable<string> InOrder(IReadOnlyList<string> parents) => parents.Count < 2 ? parents : parents.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    static List<int>[] ByLevel(IReadOnlyList<PlanViewBuild> builds, int[] levels)
    {
        var byLevel = new List<int>[levels.DefaultIfEmpty(-1).Max() + 1];
        for (var level = 0; level < byLevel.Length; level++)
            byLevel[level] = [];
        for (var i = 0; i < levels.Length; i++)
        {
            if (levels[i] >= 0)
                byLevel[levels[i]].Add(i);
        }

        foreach (var level in byLevel)
            level.Sort((a, b) => string.CompareOrdinal(builds[a].Key, builds[b].Key));
        return byLevel;
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
public readonly record struct PlanViewNode(string Key, int Level, bool IsCritical);

/// <summary>A build and one that needs it, by their places.</summary>
public readonly record struct PlanViewEdge(int Parent, int Child, PlanEdgeKind Kind);

/// <summary>What a build needs another one for.</summary>
public enum PlanEdgeKind
{
    /// <summary>It is built on its result.</summary>
    BuiltOn,

    /// <summary>It needs it for something else, for example a stage of its build.</summary>
    Needs,
}
