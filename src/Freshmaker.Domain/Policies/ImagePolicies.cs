using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Planning.Images;
using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Policies;

/// <summary>The policy as the image planner asks it: first with what is known before any image, then about each image.</summary>
/// <param name="alwaysDry">The service changes nothing outside, whatever a request says.</param>
public sealed class ImagePolicies(Policy policy, bool alwaysDry = false) : IImagePolicies
{
    public IImagePolicy For(ImagePolicyFacts facts)
    {
        var known = PolicyFacts.None.With(PolicyCriteria.Manual, facts.Manual).With(PolicyCriteria.DryRun, alwaysDry || facts.DryRun);
        return facts.Advisory is { } advisory
            ? new OneRun(policy, facts.Handler, known.With(advisory), policy.PublishedOnly(facts.Handler, known.With(advisory)), isDecided: false)
            // Images that are asked for by name are looked for among published ones only; and there the existing system asks but once (behaviour.md §3.4).
            : new OneRun(policy, facts.Handler, known, requiresPublished: true, isDecided: policy.Mode == PolicyMode.Compatible);
    }

    /// <param name="isDecided">What is known before any image decides about all of them.</param>
    sealed class OneRun(Policy policy, string handler, PolicyFacts known, bool requiresPublished, bool isDecided) : IImagePolicy
    {
        public Reason? DeniesAll { get; } =
            policy.Decide(handler, ArtifactKind.Image, known.BeforeArtifacts()) is { Denied: true } denied ? denied.Reason : null;

        public bool RequiresPublished => requiresPublished;

        public Reason? Denies(ImageCandidate image) => isDecided ? null : Decide(image) is { Allowed: false } denied ? denied.Reason : null;

        public Reason? AllowedBy(ImageCandidate image) => isDecided ? null : Decide(image) is { Allowed: true } allowed ? allowed.Reason : null;

        PolicyDecision Decide(ImageCandidate image)
        {
            // The existing system knows one repository of an image, so in its mode that alone is looked at.
            var repositories = policy.Mode == PolicyMode.Compatible ? image.PublishedRepositories.Take(1) : image.PublishedRepositories;
            var facts = known.With(image.Nvr, repositories).With(PolicyCriteria.Published, RequiresPublished);
            return policy.Decide(handler, ArtifactKind.Image, facts);
        }
    }
}
