using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Handlers;

/// <summary>
/// RPMs became stable: every container of the same release that includes one of them is built from the tip of its branch (behaviour.md O5).
/// </summary>
/// <remarks>
/// The same release: the container's branch is the update's, where master, main and rawhide are one. The existing system rebuilt the containers of all
/// releases, though those of another release cannot get these RPMs.
/// </remarks>
public sealed class ImagesOnRpmsStable(IImageBuilds koji, IContainerCatalogue containers, ISourceRepository sources) : RebuildHandler<RpmsStable>
{
    const int RpmsNamed = 10;

    public override async Task<Plan> PlanAsync(RpmsStable update, CancellationToken ct)
    {
        if (update.Branch is null)
            return UpdatedRpms.WithoutBranch(update);

        var rpmsOf = await koji.RpmNamesAsync(update.Builds, ct);
        var exclusions = update.Builds.Where(b => !rpmsOf.ContainsKey(b)).Select(b => UpdatedRpms.Left(Nvr.Parse(b).Name, update.Branch, Unknown(b, update), b)).ToList();
        string[] rpms = [.. rpmsOf.Values.SelectMany(names => names).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var found = rpms.Length == 0 ? [] : await containers.IncludingRpmsAsync(rpms, ct);

        // Components of several releases can have one source.
        var distinct = found.GroupBy(c => (c.Name, c.Branch)).OrderBy(g => g.Key.Name, StringComparer.Ordinal).ThenBy(g => g.Key.Branch, StringComparer.Ordinal).ToList();
        exclusions.AddRange(
            from container in distinct
            let reason = WhyNot(container.Key.Name, container.Key.Branch, update)
            where reason is not null
            select new Exclusion(Artifact.Image(container.Key.Name, container.Key.Branch ?? UpdatedRpms.UnknownBranch), reason));

        var builds = new List<PlannedBuild>();
        var ofRelease = distinct.Where(c => WhyNot(c.Key.Name, c.Key.Branch, update) is null).ToList();
        var heads = await UpdatedRpms.AskAsync(ofRelease, c => sources.HeadAsync(ContainerSource.Namespace, c.Key.Name, c.Key.Branch!, ct));
        foreach (var (container, head) in ofRelease.Zip(heads))
        {
            var (name, branch) = (container.Key.Name, container.Key.Branch!);
            if (head is null)
                exclusions.Add(new(Artifact.Image(name, branch), Reason.Of(ReasonCode.SourceMissing, ("branch", branch), ("repository", $"{ContainerSource.Namespace}/{name}"))));
            else
                builds.Add(ContainerSource.Build(name, branch, head, Cause([.. container.SelectMany(c => c.Rpms).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)], update)));
        }

        return new(builds, exclusions);
    }

    static Reason? WhyNot(string name, string? branch, RpmsStable update) =>
        branch is null ? Reason.Of(ReasonCode.ContainerWithoutBranch, ("system", "PDC"))
        : ArtifactNames.BrokenRuleOfName(name) is { } nameRule ? Reason.Of(ReasonCode.InvalidName, ("field", "name"), ("rule", nameRule))
        : ArtifactNames.BrokenRuleOfBranch(branch) is { } branchRule ? Reason.Of(ReasonCode.InvalidName, ("field", "branch"), ("rule", branchRule))
        : ContainerSource.ReleaseOf(branch) != ContainerSource.ReleaseOf(update.Branch!)
            ? Reason.Of(ReasonCode.OtherRelease, ("branch", branch), ("update", update.UpdateId), ("release", ContainerSource.ReleaseOf(update.Branch!)))
        : null;

    static Reason Cause(IReadOnlyList<string> rpms, RpmsStable update) =>
        Reason.Of(ReasonCode.IncludesUpdatedRpms, ("rpms", UpdatedRpms.Listed(rpms, RpmsNamed)), ("update", update.UpdateId));

    static Reason Unknown(string build, RpmsStable update) =>
        Reason.Of(ReasonCode.UpdatedBuildUnknown, ("system", "Koji"), ("build", build), ("update", update.UpdateId));
}
