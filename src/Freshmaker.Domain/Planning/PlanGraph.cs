using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Planning;

/// <summary>The dependency graph of a plan: which builds cannot be put in an order, and why.</summary>
public static class PlanGraph
{
    /// <summary>
    /// Takes out what cannot be built: builds whose parents are not in the plan, builds in a cycle (with its path), and what needs those.
    /// </summary>
    /// <param name="builds">Each with a key of its own.</param>
    /// <param name="planned">Keys of builds that were put in an order before: as parents they are known.</param>
    public static (IReadOnlyList<PlannedBuild> Buildable, IReadOnlyList<Exclusion> Excluded) Order(IReadOnlyList<PlannedBuild> builds, IEnumerable<string>? planned = null)
    {
        var remaining = builds.ToDictionary(b => b.Key);
        var placed = new HashSet<string>(planned ?? []);
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

        return (ordered, [.. remaining.Values.OrderBy(b => b.Key, StringComparer.Ordinal).Select(b => new Exclusion(b.Artifact, WhyNot(b, remaining, placed)))]);
    }

    static Reason WhyNot(PlannedBuild build, Dictionary<string, PlannedBuild> unplaced, HashSet<string> placed)
    {
        // Follow unplaced parents until one repeats (a cycle) or one is not in the plan at all.
        var path = new List<string>();
        var placeOnPath = new Dictionary<string, int>();
        for (var current = build; ;)
        {
            var isNew = placeOnPath.TryAdd(current.Key, path.Count);
            path.Add(current.Key);
            if (!isNew)
                return Reason.Of(ReasonCode.DependencyCycle, ("path", string.Join(" → ", path.Skip(placeOnPath[current.Key]))));
            if (current.Parents.Order(StringComparer.Ordinal).FirstOrDefault(unplaced.ContainsKey) is not { } next)
                return Reason.Of(ReasonCode.UnknownParent, ("parent", current.Parents.Order(StringComparer.Ordinal).First(p => !placed.Contains(p))));
            current = unplaced[next];
        }
    }
}
