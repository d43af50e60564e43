using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Planning.Images;

/// <summary>Gives the policy of one planning run.</summary>
public interface IImagePolicies
{
    IImagePolicy For(ImagePolicyFacts facts);
}

/// <summary>What is known before any image is.</summary>
/// <param name="Handler">The handler's name.</param>
/// <param name="Advisory">Null when no advisory is the cause.</param>
/// <param name="Manual">A person asked.</param>
public sealed record ImagePolicyFacts(string Handler, AdvisoryRecord? Advisory, bool Manual, bool DryRun);

/// <summary>Which images may start a rebuild.</summary>
public interface IImagePolicy
{
    /// <summary>Why no image at all is allowed, when that can be said from what is known before any image; else null.</summary>
    Reason? DeniesAll { get; }

    /// <summary>Only published images count, and only in repositories of the configured release categories (behaviour.md §3.1, step 4).</summary>
    bool RequiresPublished { get; }

    /// <summary>Why an image may not be rebuilt for its own sake, or null. It can be rebuilt as parent of others even then (behaviour.md R7).</summary>
    Reason? Denies(ImageCandidate image);

    /// <summary>The rule that lets an image be rebuilt which <see cref="Denies"/> does not leave alone; null when none can be named.</summary>
    Reason? AllowedBy(ImageCandidate image) => null;
}

/// <summary>An affected image that policy is asked about.</summary>
/// <param name="PublishedRepository">The repository because of which it counts, such as <c>acme/web</c>; null when it was asked for by NVR and is in none.</param>
/// <param name="Published">It is published in some repository.</param>
public sealed record ImageCandidate(Nvr Nvr, string? PublishedRepository, bool Published)
{
    /// <summary>All repositories that it counts as published in, of which a rule has to match one.</summary>
    public IReadOnlyList<string> PublishedRepositories { get; init; } = PublishedRepository is null ? [] : [PublishedRepository];
}
