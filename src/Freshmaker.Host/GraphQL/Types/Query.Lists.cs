using System.ComponentModel;
using Freshmaker.Host.GraphQL.Batching;
using Freshmaker.Host.GraphQL.Lists;
using Freshmaker.Host.GraphQL.Paging;
using Freshmaker.Projections.Builds;
using Freshmaker.Projections.Rebuilds;
using GraphQL;
using GraphQL.DataLoader;

namespace Freshmaker.Host.GraphQL.Types;

/// <summary>The lists.</summary>
public sealed partial class Query
{
    [Paged, Description("Rebuilds, from the newest to the oldest unless another order is asked for.")]
    public static async Task<Connection<RebuildNode>> Rebuilds(
        IResolveFieldContext context, [FromServices] RebuildQueries rebuilds, [Description("Which rebuilds; all when it is missing.")] RebuildWhere? where,
        [Description("In which order.")] RebuildOrderBy? orderBy)
    {
        var (order, filter) = (RebuildOrderBy.OrderOf(orderBy), where?.ToFilter(context.Caller()) ?? new());
        var rows = RebuildOrderBy.RowsOf(order);
        var page = PagedAttribute.Read(context, rows);
        return Connection.Of(
            await rebuilds.PageAsync(filter, order, page, context.CancellationToken), page, rows, r => new RebuildNode(r), Counted(ct => rebuilds.CountAsync(filter, ct)));
    }

    [Paged, Description("Builds, from the newest to the oldest unless another order is asked for.")]
    public static async Task<Connection<BuildNode>> Builds(
        IResolveFieldContext context, [FromServices] BuildQueries builds, [Description("Which builds; all when it is missing.")] BuildWhere? where,
        [Description("In which order.")] BuildOrderBy? orderBy)
    {
        var (order, filter) = (BuildOrderBy.OrderOf(orderBy), where?.ToFilter(context.Caller()) ?? new());
        var rows = BuildOrderBy.RowsOf(order);
        var page = PagedAttribute.Read(context, rows);
        return Connection.Of(
            await builds.PageAsync(filter, order, page, context.CancellationToken), page, rows, b => new BuildNode(b), Counted(ct => builds.CountAsync(filter, ct)));
    }

    static Func<IDataLoaderResult<int>> Counted(Func<CancellationToken, Task<long>> count) => () => new Deferred<int>(async ct => checked((int)await count(ct)));
}
