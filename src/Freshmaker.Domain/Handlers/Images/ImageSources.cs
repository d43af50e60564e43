using Freshmaker.Domain.Planning.Images;
using Freshmaker.Domain.Ports;

namespace Freshmaker.Domain.Handlers.Images;

/// <summary>What handlers of images ask, and how they plan.</summary>
public sealed record ImageSources(
    IAdvisories Advisories, IContentSets ContentSets, IImageCatalogue Catalogue, IImageBuilds Builds, IComposes Composes, IEarlierRebuilds Earlier,
    IImagePolicies Policies, ImagePlanningOptions Options);
