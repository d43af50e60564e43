using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Ports;

namespace Freshmaker.Domain.Policies;

/// <summary>Which facts are known of what (behaviour.md §9.2).</summary>
public static class FactsOf
{
    static readonly IReadOnlyList<PolicyCriterion> Later =
        [.. PolicyCriteria.All.Where(c => c.Subject is PolicySubject.Artifact or PolicySubject.Image or PolicySubject.Search)];

    /// <summary>What was asked for: <c>manual</c> and <c>dry_run</c>.</summary>
    /// <param name="trigger">The cause.</param>
    /// <param name="dryRun">Nothing outside is changed: the trigger asks for that, or the service never does.</param>
    public static PolicyFacts With(this PolicyFacts facts, Trigger? trigger, bool dryRun) => facts
        .With(PolicyCriteria.Manual, trigger is { IsRequest: true })
        .With(PolicyCriteria.DryRun, dryRun || trigger is { IsDryRun: true });

    /// <summary>An advisory.</summary>
    public static PolicyFacts With(this PolicyFacts facts, AdvisoryRecord advisory) => facts
        .With(PolicyCriteria.AdvisoryState, advisory.State)
        .With(PolicyCriteria.AdvisoryName, advisory.Name)
        .With(PolicyCriteria.AdvisorySecurityImpact, advisory.SecurityImpact)
        .With(PolicyCriteria.AdvisoryProductShortName, advisory.ProductShortName)
        .With(PolicyCriteria.AdvisoryReleaseName, advisory.ReleaseName)
        .With(PolicyCriteria.AdvisoryIsMajorIncident, advisory.IsMajorIncident)
        .With(PolicyCriteria.AdvisoryIsCompliancePriority, advisory.IsCompliancePriority)
        .With(PolicyCriteria.AdvisoryIsContractPriority, advisory.IsContractPriority)
        .With(PolicyCriteria.AdvisoryContentTypes, string.Join(' ', advisory.ContentTypes));

    /// <summary>An image that is known by a build of it. Without <paramref name="publishedIn"/> its repositories do not apply.</summary>
    public static PolicyFacts With(this PolicyFacts facts, Nvr image, IEnumerable<string>? publishedIn = null)
    {
        var artifact = Artifact.Image(image);
        var known = facts.With(
            (PolicyCriteria.Name, artifact.Name), (PolicyCriteria.Branch, artifact.Branch),
            (PolicyCriteria.ImageName, image.Name), (PolicyCriteria.ImageVersion, image.Version), (PolicyCriteria.ImageRelease, image.Release));
        return publishedIn is null ? known : known.With(PolicyCriteria.ImagePublishedRepo, publishedIn);
    }

    /// <summary>An artifact that is known by its source.</summary>
    public static PolicyFacts With(this PolicyFacts facts, Artifact artifact) => facts
        .With(PolicyCriteria.Name, artifact.Name)
        .With(PolicyCriteria.Branch, artifact.Branch);

    /// <summary>A planned build: its artifact and, for an image, the build that it replaces.</summary>
    public static PolicyFacts With(this PolicyFacts facts, PlannedBuild build) =>
        build.Recipe is ImageRecipe recipe && Nvr.TryParse(recipe.OriginalNvr) is { } original ? facts.With(original) : facts.With(build.Artifact);

    /// <summary>No artifact is looked at yet: what is known of artifacts comes later.</summary>
    public static PolicyFacts BeforeArtifacts(this PolicyFacts facts) => facts.Awaiting(Later);

    /// <summary>Somebody else knows the rest and has decided by it.</summary>
    public static PolicyFacts KnownInPart(this PolicyFacts facts) => facts.Awaiting(PolicyCriteria.All);
}
