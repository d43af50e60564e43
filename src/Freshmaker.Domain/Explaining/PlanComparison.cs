using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Rebuilds;

namespace Freshmaker.Domain.Explaining;

/// <summary>How the plan of one rebuild differs from that of another, by the keys of what they build.</summary>
/// <param name="Added">Only the later one builds these.</param>
/// <param name="Gone">Only the earlier one builds these.</param>
/// <param name="Changed">Both build these, differently.</param>
/// <param name="Same">How many both build alike.</param>
public sealed record PlanComparison(IReadOnlyList<string> Added, IReadOnlyList<string> Gone, IReadOnlyList<ChangedBuild> Changed, int Same)
{
    /// <summary>Compares what was planned; how far the builds are does not matter.</summary>
    public static PlanComparison Of(Rebuild earlier, Rebuild later)
    {
        var both = earlier.Builds.Keys.Where(later.Builds.ContainsKey).ToList();
        var changed = both.Select(key => Compare(key, earlier.Builds[key].Planned, later.Builds[key].Planned)).OfType<ChangedBuild>().ToList();
        return new(
            [.. later.Builds.Keys.Where(key => !earlier.Builds.ContainsKey(key))], [.. earlier.Builds.Keys.Where(key => !later.Builds.ContainsKey(key))], changed,
            both.Count - changed.Count);
    }

    static ChangedBuild? Compare(string key, PlannedBuild before, PlannedBuild now)
    {
        List<PlanDifference> differences =
        [
            .. Differ("revision", RevisionOf(before.Recipe), RevisionOf(now.Recipe)),
            .. Differ("target", (before.Recipe as ImageRecipe)?.Target, (now.Recipe as ImageRecipe)?.Target),
            .. Differ("builtOn", BuiltOn(before.Recipe), BuiltOn(now.Recipe)),
            .. Differ("mustContain", Fix(before.Recipe), Fix(now.Recipe)),
            .. Differ("parents", Sorted(before.Parents), Sorted(now.Parents)),
            .. Differ("prerequisites", Sorted(before.Prerequisites.Select(Text)), Sorted(now.Prerequisites.Select(Text))),
            .. Differ("cause", before.Cause.ToString(), now.Cause.ToString()),
        ];
        return differences.Count == 0 ? null : new(key, differences);
    }

    static IEnumerable<PlanDifference> Differ(string what, string? before, string? now) => before == now ? [] : [new(what, before, now)];

    static string? RevisionOf(Recipe recipe) => recipe switch
    {
        ModuleRecipe module => module.Revision,
        ImageRecipe image => image.Revision,
        _ => null,
    };

    static string? BuiltOn(Recipe recipe) => recipe is ImageRecipe image ? image.ParentBuild ?? image.ParentNvr : null;

    static string? Fix(Recipe recipe) => recipe is ImageRecipe { MustContain: { Count: > 0 } fix } ? Sorted(fix) : null;

    static string Text(Prerequisite need) => ComposeKeys.Of(need) ?? (need is SourceBump bump ? $"bump of {bump.Namespace}/{bump.Repository} {bump.Branch}" : need.GetType().Name);

    static string Sorted(IEnumerable<string> texts) => string.Join(", ", texts.Order(StringComparer.Ordinal));
}

/// <summary>A build that two plans have, differently.</summary>
public sealed record ChangedBuild(string Key, IReadOnlyList<PlanDifference> Differences);

/// <summary>Something of a build that two plans say differently.</summary>
/// <param name="What">What it is.</param>
/// <param name="Before">What the earlier plan says; null for nothing.</param>
/// <param name="Now">What the later plan says; null for nothing.</param>
public sealed record PlanDifference(string What, string? Before, string? Now);
