using System.ComponentModel;
using Freshmaker.Host.GraphQL.Batching;
using Freshmaker.Host.GraphQL.Paging;
using Freshmaker.Host.Rebuilding;
using Freshmaker.Projections.Builds;
using Freshmaker.Projections.Rebuilds;
using GraphQL;
using GraphQL.DataLoader;

namespace Freshmaker.Host.GraphQL.Types;

[Description("What can be asked.")]
public sealed class Query
{
    [Description("One rebuild, by its id or by its number; null when there is none. With `asOf` or `atVersion` all that is asked of it is told as of then, from the events that had been recorded; null when there was none yet.")]
    public static IDataLoaderResult<RebuildNode?> Rebuild(
        [FromServices] Loaders loaders, [FromServices] RebuildQueries rebuilds, [FromServices] RebuildHistories histories,
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
                await histories.RebuildOfAsync(n, ct) is { } found ? RebuildNode.OrNull(await point.FindAsync(histories, found, ct)) : null),
            _ => throw Refused.Argument("id", "or the argument number must be given, and not both"),
        };
    }

    [Paged, Description("Rebuilds, from the newest to the oldest.")]
    public static async Task<Connection<RebuildNode>> Rebuilds(
        IResolveFieldContext context, [FromServices] RebuildQueries rebuilds, [Description("Which rebuilds; all when it is missing.")] RebuildWhere? where)
    {
        var (page, filter) = (PagedAttribute.Read(context, Cursor.Rebuild), where?.ToFilter() ?? new());
        return Connection.Of(
            await rebuilds.PageAsync(filter, page, context.CancellationToken), page, Cursor.Rebuild, r => r.Number, r => new RebuildNode(r),
            () => new Deferred<int>(async ct => checked((int)await rebuilds.CountAsync(filter, ct))));
    }

    [Description("One build, by its id or by its number; null when there is none. With `asOf` or `atVersion` all that is asked of it is told as of then, from the events that had been recorded; null when it was not planned yet.")]
    public static IDataLoaderResult<BuildNode?> Build(
        [FromServices] Loaders loaders, [FromServices] BuildQueries builds, [FromServices] RebuildHistories histories,
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
                    await histories.BuildOfAsync(n, ct) is var (of, its) ? BuildNode.OrNull(await point.FindAsync(histories, of, ct), its) : null);
            default:
                throw Refused.Argument("id", "or the argument number must be given, and not both");
        }
    }

    [Paged, Description("Builds, from the newest to the oldest.")]
    public static async Task<Connection<BuildNode>> Builds(
        IResolveFieldContext context, [FromServices] BuildQueries builds, [Description("Which builds; all when it is missing.")] BuildWhere? where)
    {
        var (page, filter) = (PagedAttribute.Read(context, Cursor.Build), where?.ToFilter() ?? new());
        return Connection.Of(
            await builds.PageAsync(filter, page, context.CancellationToken), page, Cursor.Build, b => b.Number, b => new BuildNode(b),
            () => new Deferred<int>(async ct => checked((int)await builds.CountAsync(filter, ct))));
    }
}
