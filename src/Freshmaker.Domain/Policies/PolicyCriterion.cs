using System.Collections.Frozen;
using Freshmaker.Domain.Artifacts;

namespace Freshmaker.Domain.Policies;

/// <summary>Something that rules can ask about.</summary>
public sealed class PolicyCriterion
{
    internal PolicyCriterion(string name, PolicySubject subject, string meaning, bool isFlag = false) =>
        (Name, Subject, Meaning, IsFlag) = (name, subject, meaning, isFlag);

    /// <summary>Its key in a rule.</summary>
    public string Name { get; }

    /// <summary>Of what it is known.</summary>
    public PolicySubject Subject { get; }

    /// <summary>For people, part of a sentence.</summary>
    public string Meaning { get; }

    /// <summary>It is true or false; else a text.</summary>
    public bool IsFlag { get; }

    /// <summary>Its place in <see cref="PolicyCriteria.All"/>.</summary>
    internal int Index { get; init; }

    /// <summary>Whether an artifact of that kind can ever have it.</summary>
    public bool IsKnownOf(ArtifactKind kind) => kind == ArtifactKind.Image || Subject is not (PolicySubject.Image or PolicySubject.Search);

    public override string ToString() => Name;
}

/// <summary>Of what a criterion is known.</summary>
public enum PolicySubject
{
    /// <summary>The decision itself.</summary>
    Decision,

    /// <summary>What was asked for, and how.</summary>
    Request,

    /// <summary>The advisory that caused the rebuild.</summary>
    Advisory,

    /// <summary>The search for affected images.</summary>
    Search,

    /// <summary>An artifact, from its source.</summary>
    Artifact,

    /// <summary>An image, from the build of it that is to be replaced.</summary>
    Image,
}

/// <summary>All criteria (behaviour.md §9.2). Those of the older system for which nobody delivers data are not among them: a rule on them is refused.</summary>
public static class PolicyCriteria
{
    static int _count;

    public static PolicyCriterion Handler { get; } = Next("handler", PolicySubject.Decision, "the name of the handler that plans");
    public static PolicyCriterion Kind { get; } = Next("kind", PolicySubject.Decision, "image or module");
    public static PolicyCriterion DryRun { get; } = Next("dry_run", PolicySubject.Request, "nothing outside is to be changed", isFlag: true);
    public static PolicyCriterion Manual { get; } = Next("manual", PolicySubject.Request, "a person asked for it", isFlag: true);
    public static PolicyCriterion AdvisoryState { get; } = Next("advisory_state", PolicySubject.Advisory, "its state, such as SHIPPED_LIVE");
    public static PolicyCriterion AdvisoryName { get; } = Next("advisory_name", PolicySubject.Advisory, "its name, such as RHSA-2031:0042");
    public static PolicyCriterion AdvisorySecurityImpact { get; } = Next("advisory_security_impact", PolicySubject.Advisory, "critical, important, moderate, low or none");
    public static PolicyCriterion AdvisoryProductShortName { get; } = Next("advisory_product_short_name", PolicySubject.Advisory, "its product, such as RHEL");
    public static PolicyCriterion AdvisoryReleaseName { get; } = Next("advisory_release_name", PolicySubject.Advisory, "its release, such as ACME-9.4.Z");
    public static PolicyCriterion AdvisoryIsMajorIncident { get; } = Next("advisory_is_major_incident", PolicySubject.Advisory, "it is handled as a major incident", isFlag: true);
    public static PolicyCriterion AdvisoryIsCompliancePriority { get; } = Next("advisory_is_compliance_priority", PolicySubject.Advisory, "it has compliance priority", isFlag: true);
    public static PolicyCriterion AdvisoryIsContractPriority { get; } = Next("advisory_is_contract_priority", PolicySubject.Advisory, "it has contract priority", isFlag: true);
    public static PolicyCriterion AdvisoryContentTypes { get; } = Next("advisory_content_types", PolicySubject.Advisory, "what it ships, joined by spaces in the tool's order, such as `rpm module`");
    public static PolicyCriterion Published { get; } = Next("published", PolicySubject.Search, "only published images are looked for", isFlag: true);
    public static PolicyCriterion Name { get; } = Next("name", PolicySubject.Artifact, "the artifact's name");
    public static PolicyCriterion Branch { get; } = Next("branch", PolicySubject.Artifact, "the artifact's branch; a module's stream; an image's version when it is known by an earlier build");
    public static PolicyCriterion ImageName { get; } = Next("image_name", PolicySubject.Image, "the name in its NVR");
    public static PolicyCriterion ImageVersion { get; } = Next("image_version", PolicySubject.Image, "the version in its NVR");
    public static PolicyCriterion ImageRelease { get; } = Next("image_release", PolicySubject.Image, "the release in its NVR");
    public static PolicyCriterion ImagePublishedRepo { get; } = Next("image_published_repo", PolicySubject.Image, "a repository that it is published in, such as acme/web; of several, any may match");

    /// <summary>In the order of documents and explanations.</summary>
    public static IReadOnlyList<PolicyCriterion> All { get; } =
    [
        Handler, Kind, DryRun, Manual, AdvisoryState, AdvisoryName, AdvisorySecurityImpact, AdvisoryProductShortName, AdvisoryReleaseName,
        AdvisoryIsMajorIncident, AdvisoryIsCompliancePriority, AdvisoryIsContractPriority, AdvisoryContentTypes, Published, Name, Branch, ImageName,
        ImageVersion, ImageRelease, ImagePublishedRepo,
    ];

    static readonly FrozenDictionary<string, PolicyCriterion> ByName = All.ToFrozenDictionary(c => c.Name, StringComparer.Ordinal);

    public static PolicyCriterion? Find(string name) => ByName.GetValueOrDefault(name);

    static PolicyCriterion Next(string name, PolicySubject subject, string meaning, bool isFlag = false) =>
        new(name, subject, meaning, isFlag) { Index = _count++ };
}
