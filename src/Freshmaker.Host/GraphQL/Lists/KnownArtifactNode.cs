using System.ComponentModel;
using Freshmaker.Domain.Artifacts;
using Freshmaker.Host.GraphQL.Batching;
using Freshmaker.Host.GraphQL.Paging;
using Freshmaker.Host.GraphQL.Types;
using Freshmaker.Projections.Artifacts;
using GraphQL;
using GraphQL.DataLoader;

namespace Freshmaker.Host.GraphQL.Lists;

[Name("KnownArtifact")]
[Description("An artifact that some rebuild has planned or left alone, whatever its branch, with its history in all rebuilds.")]
public sealed class KnownArtifactNode(ArtifactRow row)
{
    const int MaxLast = 1000, UsualLast = 20;

    [Description("What it is.")]
    public ArtifactKind Kind => row.Kind;

    [Description("The name in dist-git.")]
    public string Name => row.Name;

    [Description("When it was first planned or left alone.")]
    public DateTimeOffset FirstSeenAt => row.FirstSeenAt;

    [Description("When it was last planned or left alone.")]
    public DateTimeOffset LastSeenAt => row.LastSeenAt;

    [Description("Its builds in all rebuilds by their states, and how often it was left alone.")]
    public CountsNode Counts => new(row.Counts);

    [Paged, Description("Its builds in all rebuilds, from the newest to the oldest.")]
    public IDataLoaderResult<Connection<BuildNode>> Builds([FromServices] Loaders loaders, IResolveFieldContext context) => loaders.BuildsOfArtifact(context, row);

    [Paged, Description("When it was left alone, by whatever rebuild, from the newest to the oldest.")]
    public IDataLoaderResult<Connection<ExclusionNode>> Exclusions([FromServices] Loaders loaders, IResolveFieldContext context) => loaders.ExclusionsOfArtifact(context, row);

    [Complexity(20), Description("How long it took from the message that everything began with to the rebuilt artifact. Only of builds that are done, and not of dry runs.")]
    public IDataLoaderResult<FreshnessNode> Freshness(
        [FromServices] Loaders loaders, [Description("How many of its last builds, from 1 to 1000; 20 when it is missing.")] int? last) =>
        last is < 1 or > MaxLast ? throw Refused.Argument("last", $"must be from 1 to {MaxLast}; it is {last}") : loaders.Freshness(row, last ?? UsualLast);
}

[Name("Freshness")]
[Description("How long it took from what happened outside to the rebuilt artifact.")]
public sealed class FreshnessNode(Freshness freshness)
{
    [Description("The last build; null when there is none.")]
    public FreshBuildNode? Last => freshness.Last is { } last ? new(last) : null;

    [Description("How many builds were looked at.")]
    public long Count => freshness.Count;

    [Description("The median of them, in seconds; null when there is none.")]
    public double? P50Seconds => freshness.P50;

    [Description("What 95 of 100 took at most, in seconds; null when there is none.")]
    public double? P95Seconds => freshness.P95;
}

[Name("FreshBuild")]
[Description("A build, and what it was an answer to.")]
public sealed class FreshBuildNode(FreshBuild build)
{
    [Description("The build.")]
    public IDataLoaderResult<BuildNode?> Build([FromServices] Loaders loaders) => loaders.Build(build.Rebuild, build.Key);

    [Description("When the message was received that the whole cascade began with.")]
    public DateTimeOffset TriggeredAt => build.TriggeredAt;

    [Description("When the build was done.")]
    public DateTimeOffset CompletedAt => build.CompletedAt;

    [Description("How long that took, in seconds.")]
    public double Seconds => (build.CompletedAt - build.TriggeredAt).TotalSeconds;
}
