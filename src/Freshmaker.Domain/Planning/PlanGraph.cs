using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Planning;

/// <summary>The dependency graph of a plan: its order, its levels, how much hangs on each build; which builds cannot be put in an order, and why.</summary>
public static class PlanGraph
{
    /// <summary>
    /// Takes out what cannot be built: builds whose parents are not in the plan, builds in a cycle (with its path), and what needs those.
    /// </summary>
    /// <param name="builds">Each with a key of its own.</param>
    /// <param name="planned">Keys of builds that were put in an order before: as parents they are known.</param>
    /// <returns>Level by level, each in order of its keys: whatever order the question has.</returns>
    public static (IReadOnlyList<PlannedBuild> Buildable, IReadOnlyList<Exclusion> Excluded) Order(IReadOnlyList<PlannedBuild> builds, IEnumerable<string>? planned = null)
    {
        var plan = new Numbered(builds, planned);
        var levels = plan.Graph.Levels(plan.Orphaned);
        return ([.. plan.ByLevel(levels).SelectMany(level => level).Select(i => builds[i])], WhyNot.Explain(plan, levels));
    }

    /// <summary>
    /// The builds that can be put in an order, by level: each is one level below the lowest of its parents. A view for people, since builds start as soon as their
    /// own parents are done, whatever the level.
    /// </summary>
    public static IReadOnlyList<IReadOnlyList<PlannedBuild>> Levels(IReadOnlyList<PlannedBuild> builds, IEnumerable<string>? planned = null)
    {
        var plan = new Numbered(builds, planned);
        return [.. plan.ByLevel(plan.Graph.Levels(plan.Orphaned)).Select(level => level.ConvertAll(i => builds[i]))];
    }

    /// <summary>
    /// By key, how many builds have to follow one after another behind each: the longest path to a build that nothing needs, 0 for such a one. When not all
    /// can be built at once, the highest first: they are the critical path. Builds in a cycle, or needed by one, are absent.
    /// </summary>
    public static IReadOnlyDictionary<string, int> Heights(IReadOnlyList<PlannedBuild> builds)
    {
        var plan = new Numbered(builds, planned: null);
        var heights = plan.Graph.Heights();
        var byKey = new Dictionary<string, int>(builds.Count);
        for (var i = 0; i < heights.Length; i++)
        {
            if (heights[i] >= 0)
                byKey.TryAdd(plan.Keys[i], heights[i]);
        }

        return byKey;
    }

    /// <summary>A plan as a graph of numbers: strings are compared once, here.</summary>
    sealed class Numbered
    {
        public Numbered(IReadOnlyList<PlannedBuild> builds, IEnumerable<string>? planned)
        {
            var known = new HashSet<string>(planned ?? []);
            Builds = builds;
            Keys = [.. builds.Select(b => b.Key)];
            Orphaned = new bool[builds.Count];
            MissingParent = new string?[builds.Count];
            var numbers = new Dictionary<string, int>(builds.Count);
            for (var i = 0; i < Keys.Length; i++)
                numbers.TryAdd(Keys[i], i); // read models fold with stand-ins for what a page does not hold, all of one name

            var (children, parents) = (new List<int>(builds.Count), new List<int>(builds.Count));
            for (var i = 0; i < Keys.Length; i++)
            {
                foreach (var parent in builds[i].Parents)
                {
                    if (known.Count > 0 && known.Contains(parent))
                        continue;
                    if (numbers.TryGetValue(parent, out var number))
                    {
                        children.Add(i);
                        parents.Add(number);
                    }
                    else if (!Orphaned[i] || string.CompareOrdinal(parent, MissingParent[i]) < 0)
                    {
                        (Orphaned[i], MissingParent[i]) = (true, parent);
                    }
                }
            }

            Graph = new(builds.Count, children.ToArray(), parents.ToArray());
        }

        public IReadOnlyList<PlannedBuild> Builds { get; }
        public string[] Keys { get; }
        public DependencyGraph Graph { get; }

        /// <summary>Which need something that is not in the plan, and what: the first by key.</summary>
        public bool[] Orphaned { get; }
        public string?[] MissingParent { get; }

        public List<List<int>> ByLevel(int[] levels)
        {
            var byLevel = new List<List<int>>();
            for (var i = 0; i < levels.Length; i++)
            {
                while (byLevel.Count <= levels[i])
                    byLevel.Add([]);
                if (levels[i] >= 0)
                    byLevel[levels[i]].Add(i);
            }

            foreach (var level in byLevel)
            {
                if (!IsSorted(level)) // what was ordered before is
                    level.Sort((a, b) => string.CompareOrdinal(Keys[a], Keys[b]));
            }

            return byLevel;
        }

        bool IsSorted(List<int> level)
        {
            for (var i = 1; i < level.Count; i++)
            {
                if (string.CompareOrdinal(Keys[level[i - 1]], Keys[level[i]]) > 0)
                    return false;
            }

            return true;
        }
    }

    /// <summary>Says of each build that has no level what it waits for: a circle, or a parent that is not in the plan.</summary>
    sealed class WhyNot(Numbered plan, int[] levels)
    {
        readonly Circles _circles = new(plan.Graph, plan.Keys);
        readonly int[] _cause = Enumerable.Repeat(-1, levels.Length).ToArray();

        public static IReadOnlyList<Exclusion> Explain(Numbered plan, int[] levels)
        {
            var unplaced = Enumerable.Range(0, levels.Length).Where(i => levels[i] < 0).OrderBy(i => plan.Keys[i], StringComparer.Ordinal).ToList();
            if (unplaced.Count == 0)
                return [];
            var why = new WhyNot(plan, levels);
            return [.. unplaced.Select(i => new Exclusion(plan.Builds[i].Artifact, why.Reason(i), (plan.Builds[i].Recipe as ImageRecipe)?.OriginalNvr))];
        }

        Reason Reason(int build)
        {
            // Up from parent to parent, always the first by key, to a build in a circle or one that lacks a parent. Each build is passed once.
            var way = new List<int>();
            var at = build;
            while (_cause[at] < 0)
            {
                way.Add(at);
                if (_circles.Has(at) || FirstUnplacedParent(at) is not { } parent)
                    _cause[at] = at;
                else
                    at = parent;
            }

            var cause = _cause[at];
            foreach (var passed in way)
                _cause[passed] = cause;
            return _circles.Has(cause)
                ? Reasons.Reason.Of(ReasonCode.DependencyCycle, ("path", _circles.PathOf(cause)))
                : Reasons.Reason.Of(ReasonCode.UnknownParent, ("parent", plan.MissingParent[cause] ?? "?"));
        }

        int? FirstUnplacedParent(int build)
        {
            int? first = null;
            foreach (var parent in plan.Graph.Parents(build))
            {
                if (levels[parent] < 0 && (first is not { } other || string.CompareOrdinal(plan.Keys[parent], plan.Keys[other]) < 0))
                    first = parent;
            }

            return first;
        }
    }
}
