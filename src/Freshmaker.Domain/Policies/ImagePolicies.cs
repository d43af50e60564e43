using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Planning.Images;
using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Policies;

/// <summary>The policy as the image planner asks it: first with what is known before any image, then about each image.</summary>
public sealed class ImagePolicies(Policy policy) : IImagePolicies
{
    public IImagePolicy For(ImagePolicyFacts facts)
    {
        var known = PolicyFacts.None.With(PolicyCriteria.Manual, facts.Manual).With(PolicyCriteria.DryRun, facts.DryRun);
        return new OneRun(policy, facts.Handler, facts.Advisory is { } advisory ? known.With(advisory) : known);
    }

    sealed class OneRun(Policy policy, string handler, PolicyFacts known) : IImagePolicy
    {
        public Reason? DeniesAll { get; } =
            policy.Decide(handler, ArtifactKind.Image, known.BeforeArtifacts()) is { Denied: true } denied ? denied.Reason : null;

        public bool RequiresPublished { get; } = policy.PublishedOnly(handler, known);

        public Reason? Denies(ImageCandidate image)
        {
            var facts = known.With(image.Nvr, image.PublishedRepository is { } repository ? [repository] : []).With(PolicyCriteria.Published, RequiresPublished);
            return policy.Decide(handler, ArtifactKind.Image, facts) is { Allowed: false } denied ? denied.Reason : null;
        }
    }
}
