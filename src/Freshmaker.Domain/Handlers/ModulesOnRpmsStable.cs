using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Handlers;

/// <summary>
/// RPMs became stable: every module that contains one of them, built from the update's branch, is bumped and rebuilt, once however many it contains.
/// </summary>
public sealed class ModulesOnRpmsStable(IModuleCatalogue modules) : RebuildHandler<RpmsStable>
{
    const int RpmsNamed = 10;
    const int RpmsNamedInCommit = 3;

    public override async Task<Plan> PlanAsync(RpmsStable update, CancellationToken ct)
    {
        if (update.Branch is not { } branch)
            return UpdatedRpms.WithoutBranch(update);

        // One question for each package: an answer for many at once would not say which of them a module contains.
        var packages = UpdatedRpms.Packages(update);
        var answers = await UpdatedRpms.AskAsync(packages, p => modules.ContainingRpmAsync(p, branch, ct));
        var plans = packages.Zip(answers)
            .SelectMany(a => a.Second, (a, match) => (Package: a.First, Match: match))
            .GroupBy(m => (m.Match.Name, m.Match.Stream))
            .OrderBy(g => g.Key.Name, StringComparer.Ordinal).ThenBy(g => g.Key.Stream, StringComparer.Ordinal)
            .Select(g => PlanOf([.. g], update)).ToList();
        return new([.. plans.SelectMany(p => p.Builds)], [.. plans.SelectMany(p => p.Exclusions)]);
    }

    /// <summary>The newest version has to contain one of the packages; which older one contains the others does not matter then.</summary>
    static Plan PlanOf(IReadOnlyList<(string Package, ModuleMatch Match)> found, RpmsStable update)
    {
        var newest = found.Where(m => m.Match.IsNewest).ToList();
        if (newest.Count == 0)
            newest = [found.OrderBy(m => m.Match.Version.Length).ThenBy(m => m.Match.Version, StringComparer.Ordinal).Last()]; // versions are whole numbers
        string[] rpms = [.. newest.Select(m => m.Package)];
        return Plan.BumpAndRebuild(
            [newest[0].Match],
            bumpMessage: $"Rebuild for {UpdatedRpms.Listed(rpms, RpmsNamedInCommit)} of update {update.UpdateId}",
            cause: Reason.Of(ReasonCode.ContainsUpdatedRpms, ("rpms", UpdatedRpms.Listed(rpms, RpmsNamed)), ("update", update.UpdateId)));
    }
}
