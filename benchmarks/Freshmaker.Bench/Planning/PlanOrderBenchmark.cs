using System.Diagnostics;
using Freshmaker.Bench.Images;
using Freshmaker.Bench.Measuring;
using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Reasons;

namespace Freshmaker.Bench.Planning;

/// <summary>
/// Putting a plan in order: 10,000 images with 50,000 edges, keys and all, against Kahn's algorithm over the same edges as numbers. And by itself what of it works
/// on numbers too: what is between the two is the price of names.
/// </summary>
static class PlanOrderBenchmark
{
    public const string Name = "plan-order";
    public const string Numbers = "plan-order-numbers";
    public const string Memory = "plan-order-allocated";

    const double Megabyte = 1024 * 1024;
    const int LevelsOfShape = 28; // of the shape random 10,000 / 50,000

    public static async Task RunAsync(BenchContext context)
    {
        var (nodes, edges, repeats) = (10_000, 50_000, context.Options.Count(20, 3));
        var (children, parents) = Edges(nodes, edges);
        var plan = PlanOf(nodes, children, parents);
        if (PlanGraph.Levels(plan).Count != LevelsOfShape)
            throw new InvalidOperationException($"The shape must have {LevelsOfShape} levels");

        // Long enough for the compiler to have its last word on all.
        for (var i = 0; i < repeats * 3; i++)
        {
            Order(plan);
            Levels(nodes, children, parents);
            Kahn(nodes, children, parents);
        }

        if (context.Options.Wants(Name))
        {
            context.Report.Add(Figure.Of(Name, "ms", aim: 5, Better.Lower, await Rounds.RunAsync(
                context, Name,
                _ => Task.FromResult(Best(repeats, () => Order(plan))),
                _ => Task.FromResult(Best(repeats, () => Kahn(nodes, children, parents))))));
        }

        if (context.Options.Wants(Numbers))
        {
            context.Report.Add(Figure.Of(Numbers, "ms", aim: 5, Better.Lower, await Rounds.RunAsync(
                context, Numbers,
                _ => Task.FromResult(Best(repeats, () => Levels(nodes, children, parents))),
                _ => Task.FromResult(Best(repeats, () => Kahn(nodes, children, parents))))));
        }

        context.Report.Add(Figure.Of(Memory, "MB", aim: 300, Better.Lower, await Rounds.RunAsync(
            context, Memory,
            _ => Task.FromResult(Allocated(() => Order(plan))),
            _ => Task.FromResult(Allocated(() => Kahn(nodes, children, parents)))))
        with
        {
            AimIsOfValue = true,
        });
    }

    /// <summary>Edges between random nodes, each from the smaller to the larger.</summary>
    static (int[] Children, int[] Parents) Edges(int nodes, int edges)
    {
        var draws = new Draws();
        var known = new HashSet<(int Parent, int Child)>();
        while (known.Count < edges)
        {
            var (a, b) = (draws.Next(nodes), draws.Next(nodes));
            if (a != b)
                known.Add((Math.Min(a, b), Math.Max(a, b)));
        }

        return ([.. known.Select(e => e.Child)], [.. known.Select(e => e.Parent)]);
    }

    static IReadOnlyList<PlannedBuild> PlanOf(int nodes, int[] children, int[] parents)
    {
        var keys = Enumerable.Range(0, nodes).Select(i => PlannedBuild.KeyOfImage(NvrOf(i))).ToArray();
        var parentsOf = Enumerable.Range(0, children.Length).ToLookup(e => children[e], e => keys[parents[e]]);
        return [.. Enumerable.Range(0, nodes).Select(i => new PlannedBuild(
            Artifact.Image(Nvr.Parse(NvrOf(i))),
            new ImageRecipe { Repository = $"containers/image-{i}", Revision = "0d3a9c1f", GitBranch = "acme-9", Target = "acme-9-candidate", OriginalNvr = NvrOf(i) },
            [.. parentsOf[i]], [], Reason.Of(ReasonCode.NotInCatalogue)))];

        static string NvrOf(int i) => $"image-{i}-container-1-3";
    }

    static void Order(IReadOnlyList<PlannedBuild> plan)
    {
        if (PlanGraph.Order(plan).Buildable.Count != plan.Count)
            throw new InvalidOperationException("Every image of the shape can be put in an order");
    }

    static void Levels(int nodes, int[] children, int[] parents)
    {
        if (new DependencyGraph(nodes, children, parents).Levels().Max() + 1 != LevelsOfShape)
            throw new InvalidOperationException("The levels are those of the shape");
    }

    /// <summary>The least that an order takes: who waits for whom, how many each waits for, and a queue.</summary>
    static void Kahn(int nodes, int[] children, int[] parents)
    {
        var (start, waiting, sorted, queue) = (new int[nodes + 1], new int[nodes], new int[children.Length], new int[nodes]);
        for (var e = 0; e < children.Length; e++)
        {
            start[parents[e] + 1]++;
            waiting[children[e]]++;
        }

        for (var n = 0; n < nodes; n++)
            start[n + 1] += start[n];
        var place = start[..nodes];
        for (var e = 0; e < children.Length; e++)
            sorted[place[parents[e]]++] = children[e];

        var (head, tail) = (0, 0);
        for (var n = 0; n < nodes; n++)
        {
            if (waiting[n] == 0)
                queue[tail++] = n;
        }

        while (head < tail)
        {
            var node = queue[head++];
            for (var e = start[node]; e < start[node + 1]; e++)
            {
                if (--waiting[sorted[e]] == 0)
                    queue[tail++] = sorted[e];
            }
        }

        if (tail != nodes)
            throw new InvalidOperationException("The shape has no cycles");
    }

    /// <summary>Milliseconds of the fastest: whatever disturbs makes it only slower.</summary>
    static double Best(int repeats, Action action) => Enumerable.Range(0, repeats).Min(_ =>
    {
        var begin = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
    });

    static double Allocated(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / Megabyte;
    }
}
