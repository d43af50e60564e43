using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Policies;

namespace Freshmaker.Domain.Tests.Policies;

/// <summary>The facts of behaviour.md, appendix A.2.</summary>
static class Advisories
{
    static readonly PolicyFacts Given = PolicyFacts.None
        .With(PolicyCriteria.Manual, false)
        .With(PolicyCriteria.DryRun, false)
        .With(PolicyCriteria.AdvisoryName, "RHSA-2031:0042")
        .With(PolicyCriteria.AdvisoryState, "SHIPPED_LIVE")
        .With(PolicyCriteria.AdvisorySecurityImpact, "important");

    /// <summary>A: no image is looked at yet.</summary>
    public static readonly PolicyFacts A = Given.BeforeArtifacts();

    /// <summary>A and that only published images are looked for.</summary>
    public static readonly PolicyFacts Published = Given.With(PolicyCriteria.Published, true).BeforeArtifacts();

    /// <summary>I: one of its images.</summary>
    public static readonly PolicyFacts I = Given.With(PolicyCriteria.Published, true).With(Nvr.Parse("web-container-1-5"), ["acme/web"]);

    /// <summary>The same advisory and another image.</summary>
    public static PolicyFacts Image(string nvr, params string[] publishedIn) => Given.With(PolicyCriteria.Published, true).With(Nvr.Parse(nvr), publishedIn);
}
