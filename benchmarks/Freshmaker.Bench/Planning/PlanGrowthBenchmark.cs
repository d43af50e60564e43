using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Freshmaker.Bench.Images;
using Freshmaker.Bench.Measuring;
using Freshmaker.Bench.Service;
using Freshmaker.Domain.Handlers.Images;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Planning.Images;
using Freshmaker.Domain.Policies;
using Freshmaker.Domain.Ports;

namespace Freshmaker.Bench.Planning;

/// <summary>
/// The whole planning of an advisory, from the question to the plan, on layered-5 with 10,000 leaves against 1,000. The outside answers at once from memory.
/// </summary>
static class PlanGrowthBenchmark
{
    public const string Name = "plan-growth";

    public static async Task RunAsync(BenchContext context)
    {
        var (large, small) = (new ImageWorld(1, context.Options.Count(10_000, 2_000)), new ImageWorld(2, 1_000));
        var (planLarge, planSmall) = (Planner(large), Planner(small));
        var repeats = context.Options.Count(5, 2);
        Check(await planLarge(), null);
        Check(await planSmall(), new(1_126, "1 5 20 100 1000", "3a911e09542f8e63"));
        for (var i = 0; i < repeats; i++)
            await planSmall();

        context.Report.Add(Figure.Of(Name, "ms", aim: 13, Better.Lower, await Rounds.RunAsync(
            context, Name, _ => BestAsync(repeats, planLarge), _ => BestAsync(repeats * 2, planSmall))));
    }

    static Func<Task<Plan>> Planner(ImageWorld world)
    {
        var outside = new ImagesOutside().With(world);
        var handler = new ImagesOnAdvisoryShipped(new(
            outside, outside, outside, outside, outside, new NothingEarlier(), new ImagePolicies(AllowAll), new ImagePlanningOptions()));
        return () => handler.PlanAsync(new AdvisoryShipped(world.Advisory), CancellationToken.None);
    }

    static Policy AllowAll { get; } = PolicyParser.Parse(
        new PolicyMap("bench", [("allow", new PolicyList("bench:allow", [new PolicyMap("bench:allow:0", [("name", new PolicyValue("bench:allow:0:name", ".*", PolicyValueKind.Text))])]))]),
        []).Policy;

    /// <summary>What the document of shapes says of it, and that nothing is built on an image that is affected and not rebuilt.</summary>
    static void Check(Plan plan, Expected? expected)
    {
        var keys = plan.Builds.Select(b => b.Key).ToHashSet();
        foreach (var build in plan.Builds)
        {
            var recipe = (ImageRecipe)build.Recipe;
            if (recipe.ParentNvr is not null && (recipe.ParentBuild is not { } parent || !keys.Contains(parent) || !build.Parents.Contains(parent)))
                throw new InvalidOperationException($"{build.Key} is to be built on {recipe.ParentNvr}, which the plan does not rebuild");
        }

        var levels = PlanGraph.Levels(plan.Builds);
        var sizes = string.Join(' ', levels.Select(l => l.Count));
        var hash = HashOf(string.Join('\n', levels.SelectMany((l, i) => l.Select(b => $"{i} {((ImageRecipe)b.Recipe).OriginalNvr}")).Order(StringComparer.Ordinal)));
        if (expected is not null && new Expected(plan.Builds.Count, sizes, hash) != expected)
            throw new InvalidOperationException($"The plan has {plan.Builds.Count} images in levels of {sizes}, check {hash}; it must be {expected}");
        Progress.Say($"{Name}: {plan.Builds.Count} images in levels of {sizes}");
    }

    static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));

    /// <summary>Milliseconds of the fastest.</summary>
    static async Task<double> BestAsync(int repeats, Func<Task<Plan>> plan)
    {
        var best = double.MaxValue;
        for (var i = 0; i < repeats; i++)
        {
            var begin = Stopwatch.GetTimestamp();
            await plan();
            best = Math.Min(best, Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
        }

        return best;
    }

    sealed record Expected(int Images, string Levels, string Check);

    sealed class NothingEarlier : IEarlierRebuilds
    {
        public Task<IReadOnlyList<RebuiltImage>?> OfRebuildAsync(long number, CancellationToken ct) => Task.FromResult<IReadOnlyList<RebuiltImage>?>([]);

        public Task<IReadOnlyList<RebuiltImage>> OfAdvisoryAsync(long advisory, CancellationToken ct) => Task.FromResult<IReadOnlyList<RebuiltImage>>([]);
    }
}
