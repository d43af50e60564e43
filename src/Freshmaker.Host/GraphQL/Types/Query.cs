using System.ComponentModel;
using Freshmaker.Domain.Messages;
using Freshmaker.Host.Commands;
using Freshmaker.Host.GraphQL.Batching;
using Freshmaker.Host.GraphQL.WhatIf;
using Freshmaker.Host.Previewing;
using Freshmaker.Host.Rebuilding;
using Freshmaker.Host.Security;
using Freshmaker.Projections.Builds;
using Freshmaker.Projections.Rebuilds;
using GraphQL;
using GraphQL.DataLoader;

namespace Freshmaker.Host.GraphQL.Types;

[Description("What can be asked.")]
public sealed partial class Query
{
    [Description("One rebuild, by its id or by its number; null when there is none. With `asOf` or `atVersion` all that is asked of it is told as of then, from the events that had been recorded; null when there was none yet.")]
    public static IDataLoaderResult<RebuildNode?> Rebuild(
        [FromServices] Loaders loaders, [FromServices] RebuildQueries rebuilds, [FromServices] RebuildHistories histories, [FromServices] PublicNumbers numbers,
        [Id, Description("Its id.")] string? id, [Description("Its public number.")] long? number,
        [Description(AsOf.Time)] DateTimeOffset? asOf, [Description(AsOf.Version)] int? atVersion)
    {
        var point = new AsOf(asOf, atVersion);
        return (id, number) switch
        {
            ({ } i, null) when point.IsNow => loaders.Rebuild(Ids.Rebuild("id", i)),
            (null, { } n) when point.IsNow => new Deferred<RebuildNode?>(async ct => await rebuilds.FindAsync(n, ct) is { } row ? new(row) : null),
            ({ } i, null) => point.Find(loaders, histories, Ids.Rebuild("id", i)).Then(RebuildNode.OrNull),
            (null, { } n) => new Deferred<RebuildNode?>(async ct =>
                await numbers.RebuildAsync(n, ct) is { } found ? RebuildNode.OrNull(await point.FindAsync(histories, found, ct)) : null),
            _ => throw Refused.Argument("id", "or the argument number must be given, and not both"),
        };
    }

    [Description("Anything that has a globally unique id; null when there is no such thing.")]
    public static IDataLoaderResult<INode?> Node([FromServices] Loaders loaders, [Id, Description("Its id.")] string id)
    {
        if (!id.Contains('/'))
            return loaders.Rebuild(Ids.Rebuild("id", id)).Then(INode? (found) => found);
        var (rebuild, key) = Ids.Build("id", id);
        return loaders.Build(rebuild, key).Then(INode? (found) => found);
    }

    [Description("What would be rebuilt now if something happened: the same handlers, the same policy and the same decisions as for a real rebuild. Nothing is recorded or ordered; the systems outside are asked.")]
    public static async Task<PreviewNode> Preview(
        IResolveFieldContext context, [FromServices] Previews previews, [Description("What happens.")] PreviewInput of)
    {
        var question = of.ToQuestion();
        var caller = context.Caller();
        return new(caller.May(Permission.Preview)
            ? await previews.AskAsync(question, context.CancellationToken)
            : new(null, new Order(caller, "").Lacks(Permission.Preview)));
    }

    [Description("One build, by its id or by its number; null when there is none. With `asOf` or `atVersion` all that is asked of it is told as of then, from the events that had been recorded; null when it was not planned yet.")]
    public static IDataLoaderResult<BuildNode?> Build(
        [FromServices] Loaders loaders, [FromServices] BuildQueries builds, [FromServices] RebuildHistories histories, [FromServices] PublicNumbers numbers,
        [Id, Description("Its id.")] string? id, [Description("Its public number.")] long? number,
        [Description(AsOf.Time)] DateTimeOffset? asOf, [Description(AsOf.Version)] int? atVersion)
    {
        var point = new AsOf(asOf, atVersion);
        switch (id, number)
        {
            case ({ } i, null):
                var (rebuild, key) = Ids.Build("id", i);
                return point.IsNow ? loaders.Build(rebuild, key) : point.Find(loaders, histories, rebuild).Then(past => BuildNode.OrNull(past, key));
            case (null, { } n) when point.IsNow:
                return new Deferred<BuildNode?>(async ct => await builds.FindAsync(n, ct) is { } row ? new(row) : null);
            case (null, { } n):
                return new Deferred<BuildNode?>(async ct =>
                    await numbers.BuildAsync(n, ct) is var (of, its) ? BuildNode.OrNull(await point.FindAsync(histories, of, ct), its) : null);
            default:
                throw Refused.Argument("id", "or the argument number must be given, and not both");
        }
    }

    [Complexity(20)]
    [Description("Why an artifact was not rebuilt: by one rebuild, or because of an advisory, a search key or a message. Of several rebuilds the newest that planned it answers, else the newest that left it alone, else the newest. Null when there is no such rebuild.")]
    public static IDataLoaderResult<WhyNotNode?> WhyNot(
        [FromServices] WhyNotSearch search, [Description("What was not rebuilt.")] ArtifactInput artifact,
        [Id, Description("The id of the rebuild.")] string? rebuild, [Description("The public number of the rebuild.")] long? number,
        [Description("The number of an advisory that was shipped, or whose rebuild was asked for.")] long? advisory,
        [Description("The key by which people look for the rebuild (`Rebuild.searchKey`).")] string? searchKey, [Description("The id of a message.")] string? messageId)
    {
        var question = artifact.ToQuestion();
        return new Deferred<WhyNotNode?>((rebuild, number, advisory, searchKey.Checked("searchKey"), messageId.Checked("messageId")) switch
        {
            ({ } id, null, null, null, null) when Ids.Rebuild("rebuild", id) is var known => ct => search.InAsync(known, question, ct),
            (null, { } n, null, null, null) => ct => search.InAsync(n, question, ct),
            (null, null, { } a, null, null) => async ct => await search.OfAsync(
                new(TriggerKinds: [TriggerKind.AdvisoryShipped, TriggerKind.AdvisoryRebuildRequested], SearchKey: $"{a}"), question, ct),
            (null, null, null, { } key, null) => async ct => await search.OfAsync(new(SearchKey: key), question, ct),
            (null, null, null, null, { } message) => async ct => await search.OfMessageAsync(message, question, ct),
            _ => throw Refused.Argument("rebuild", "or one of the arguments number, advisory, searchKey and messageId must be given, and only one of them"),
        });
    }
}
