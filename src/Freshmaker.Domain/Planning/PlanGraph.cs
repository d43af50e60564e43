using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Planning;

/// <summary>The dependency graph of a plan: which builds cannot be put in an order, and why.</summary>
public static class PlanGraph
{
    /// <summary>
    /// Takes out what cannot be built: builds whose parents are not in the plan, builds in a cycle (with its path), and what needs those.
    /// </summary>
    public static (IReadOnlyList<PlannedBuild> Buildable, IReadOnlyList<Exclusion> Excluded) Order(IReadOnlyList<PlannedBuild> builds)
    {
        var remaining = builds.ToDictionary(b => b.Key);
        var placed = new HashSet<string>();
        var ordered = new List<PlannedBuild>();
        while (remaining.Values.Where(b => b.Parents.All(placed.Contains)).OrderBy(b => b.Key, StringComparer.Ordinal).ToList() is { Count: > 0 } level)
        {
            foreach (var build in level)
            {
                remaining.Remove(build.Key);
                placed.Add(build.Key);
                ordered.Add(build);
            }
        }

        return (ordered, [.. remaining.Values.OrderBy(b => b.Key, StringComparer.Ordinal).Select(b => new Exclusion(b.Artifact, WhyNot(b, remaining)))]);
    }

    static Reason WhyNot(PlannedBuild build, Dictionary<string, PlannedBuild> unplaced)
    {
        // Follow unplaced parents until one repeats (a cycle) or one is not in the plan at all.
        var path = new List<string>();
        for (var current = build; ;)
        {
            var seen = path.IndexOf(current.Key);
            path.Add(current.Key);
            if (seen >= 0)
                return Reason.Of(ReasonCode.DependencyCycle, ("path", string.Join(" → ", path.Skip(seen))));
            if (current.Parents.Order(StringComparer.Ordinal).FirstOrDefault(unplaced.ContainsKey) is not { } next)
                return Reason.Of(ReasonCode.UnknownParent, ("parent", current.Parents.First(p => !unplaced.ContainsKey(p))));
            current = unplaced[next];
        }
    }
}
