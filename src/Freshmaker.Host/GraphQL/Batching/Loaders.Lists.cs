using Freshmaker.Host.GraphQL.Lists;
using Freshmaker.Host.GraphQL.Paging;
using Freshmaker.Host.GraphQL.Types;
using Freshmaker.Projections.Artifacts;
using Freshmaker.Projections.Builds;
using GraphQL;
using GraphQL.DataLoader;

namespace Freshmaker.Host.GraphQL.Batching;

/// <summary>What fields of artifacts and composes fetch.</summary>
public sealed partial class Loaders
{
    public IDataLoaderResult<Connection<BuildNode>> BuildsOfArtifact(IResolveFieldContext context, ArtifactRow artifact) =>
        BuildsOf(context, "builds of artifact", (artifact.Kind, artifact.Name), builds.OfArtifactsAsync, builds.CountOfArtifactsAsync);

    public IDataLoaderResult<Connection<ExclusionNode>> ExclusionsOfArtifact(IResolveFieldContext context, ArtifactRow artifact) => PageOf(
        context, "exclusions of artifact", Cursor.Exclusion, (artifact.Kind, artifact.Name), exclusions.OfArtifactsAsync, exclusions.CountOfArtifactsAsync, x => x.Number,
        x => new ExclusionNode(x));

    public IDataLoaderResult<FreshnessNode> Freshness(ArtifactRow artifact, int last) => batches.Load(
        "freshness", last, (artifact.Kind, artifact.Name), (keys, ct) => artifacts.FreshnessAsync(keys, last, ct)).Then(found => new FreshnessNode(found));

    public IDataLoaderResult<Connection<BuildNode>> BuildsOfCompose(IResolveFieldContext context, ComposeRow compose) =>
        BuildsOf(context, "builds of compose", (compose.Rebuild, compose.Key), builds.OfComposesAsync, builds.CountOfComposesAsync);
}
