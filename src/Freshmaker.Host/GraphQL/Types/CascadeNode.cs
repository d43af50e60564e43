using System.ComponentModel;
using Freshmaker.Host.GraphQL.Batching;
using Freshmaker.Host.GraphQL.Paging;
using Freshmaker.Host.GraphQL.Wording;
using Freshmaker.Host.Rebuilding;
using Freshmaker.Host.Security;
using GraphQL;
using GraphQL.DataLoader;

namespace Freshmaker.Host.GraphQL.Types;

[Name("Cascade")]
[Description("All rebuilds that follow from one first message, each caused by a build of an earlier one.")]
public sealed class CascadeNode(string rebuild, string root, PastRebuild? past)
{
    [Description("The first rebuild.")]
    public IDataLoaderResult<RebuildNode?> Root([FromServices] Loaders loaders) => loaders.Rebuild(root, past);

    [Paged, Description("All rebuilds, from the first to the last.")]
    public IDataLoaderResult<Connection<RebuildNode>> Rebuilds([FromServices] Loaders loaders, IResolveFieldContext context) =>
        loaders.CascadeOf(context, root, past);

    [Description("The way from the first rebuild to this one.")]
    public IDataLoaderResult<IEnumerable<CascadeStepNode>> Lineage([FromServices] Loaders loaders) =>
        loaders.Chain(rebuild).Then(chain => chain.Select(c => new CascadeStepNode(c.Rebuild, c.CausedByBuild, past)));
}

[Name("CascadeStep")]
[Description("A rebuild on the way from the first one of a cascade.")]
public sealed class CascadeStepNode(string rebuild, string? causedByBuild, PastRebuild? past)
{
    [Description("The rebuild.")]
    public IDataLoaderResult<RebuildNode?> Rebuild([FromServices] Loaders loaders) => loaders.Rebuild(rebuild, past);

    [Description("The step as a sentence.")]
    public IDataLoaderResult<string> Text([FromServices] Loaders loaders, [FromServices] Discretion discretion) => loaders.Rebuild(rebuild).Then(found => EventSentences.OfStep(
        found?.Number, causedByBuild, found?.Trigger?.Summary(discretion)));
}
