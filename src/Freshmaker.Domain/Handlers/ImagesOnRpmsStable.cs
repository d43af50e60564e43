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
        string[] rpms = [.. rpmsOf.Values.SelectMany(names => names).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var found = rpms.Length == 0 ? [] : await containers.IncludingRpmsAsync(rpms, ct);

        // Components of several releases can have one source.
        var judged = found.GroupBy(c => (c.Name, c.Branch))
            .OrderBy(g => g.Key.Name, StringComparer.Ordinal).ThenBy(g => g.Key.Branch, StringComparer.Ordinal)
            .Select(g => (Container: g, WhyNot: WhyNot(g.Key.Name, g.Key.Branch, update))).ToList();
        var ofRelease = judged.Where(j => j.WhyNot is null).Select(j => j.Container).ToList();
        var heads = await UpdatedRpms.AskAsync(ofRelease, c => sources.HeadAsync(ContainerSource.Namespace, c.Key.Name, c.Key.Branch!, ct));
        var sourced = ofRelease.Zip(heads, (container, head) => (Container: container, Head: head)).ToList();
        return new(
            [
                .. from s in sourced
                   where s.Head is not null
                   select ContainerSource.Build(s.Container.Key.Name, s.Container.Key.Branch!, s.Head, Cause(s.Container, update)),
            ],
            [
                .. update.Builds.Where(b => !rpmsOf.ContainsKey(b)).Select(b => Unknown(b, update)),
                .. judged.Where(j => j.WhyNot is not null).Select(j => Left(j.Container.Key.Name, j.Container.Key.Branch, j.WhyNot!)),
                .. from s in sourced
                   where s.Head is null
                   let key = s.Container.Key
                   select Left(key.Name, key.Branch, NoSource(key.Name, key.Branch!)),
            ]);
    }

    static Reason? WhyNot(string name, string? branch, RpmsStable update) =>
        branch is null ? Reason.Of(ReasonCode.ContainerWithoutBranch, ("system", "PDC"))
        : ArtifactNames.BrokenRuleOfName(name) is { } nameRule ? Reason.Of(ReasonCode.InvalidName, ("field", "name"), ("rule", nameRule))
        : ArtifactNames.BrokenRuleOfBranch(branch) is { } branchRule ? Reason.Of(ReasonCode.InvalidName, ("field", "branch"), ("rule", branchRule))
        : ContainerSource.ReleaseOf(branch) != ContainerSource.ReleaseOf(update.Branch!)
            ? Reason.Of(ReasonCode.OtherRelease, ("branch", branch), ("update", update.UpdateId), ("release", ContainerSource.ReleaseOf(update.Branch!)))
        : null;

    static Reason NoSource(string name, string branch) =>
        Reason.Of(ReasonCode.SourceMissing, ("branch", branch), ("repository", $"{ContainerSource.Namespace}/{name}"));

    static Reason Cause(IEnumerable<ContainerComponent> container, RpmsStable update)
    {
        string[] rpms = [.. container.SelectMany(c => c.Rpms).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return Reason.Of(ReasonCode.IncludesUpdatedRpms, ("rpms", UpdatedRpms.Listed(rpms, RpmsNamed)), ("update", update.UpdateId));
    }

    static Exclusion Left(string name, string? branch, Reason reason) => new(Artifact.Image(name, branch ?? UpdatedRpms.UnknownBranch), reason);

    static Exclusion Unknown(string build, RpmsStable update) => UpdatedRpms.Left(
        Nvr.Parse(build).Name, update.Branch!,
        Reason.Of(ReasonCode.UpdatedBuildUnknown, ("system", "Koji"), ("build", build), ("update", update.UpdateId)), build);
}
