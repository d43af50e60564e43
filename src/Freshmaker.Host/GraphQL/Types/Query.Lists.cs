using System.ComponentModel;
using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Policies;
using Freshmaker.Host.GraphQL.Batching;
using Freshmaker.Host.GraphQL.Lists;
using Freshmaker.Host.GraphQL.Paging;
using Freshmaker.Projections.Artifacts;
using Freshmaker.Projections.Builds;
using Freshmaker.Projections.Rebuilds;
using Freshmaker.Projections.Statistics;
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
            await builds.PageAsync(filter, order, page, PartsOfBuilds.In(context), context.CancellationToken), page, rows, b => new BuildNode(b), Counted(ct => builds.CountAsync(filter, ct)));
    }

    [Paged, Description("The artifacts that rebuilds have planned or left alone, by name.")]
    public static async Task<Connection<KnownArtifactNode>> Artifacts(
        IResolveFieldContext context, [FromServices] ArtifactQueries artifacts, [Description("Which artifacts; all when it is missing.")] ArtifactWhere? where)
    {
        var filter = where?.ToFilter(context.Caller()) ?? new();
        var rows = new RowOrder<ArtifactRow>(Cursor.Artifact, a => a.Number, SortValue.Text<ArtifactRow>(a => a.Name));
        var page = PagedAttribute.Read(context, rows);
        return Connection.Of(
            await artifacts.PageAsync(filter, page, context.CancellationToken), page, rows, a => new KnownArtifactNode(a), Counted(ct => artifacts.CountAsync(filter, ct)));
    }

    [Description("An artifact with its whole history; null when no rebuild has planned it or left it alone.")]
    public static IDataLoaderResult<KnownArtifactNode?> Artifact(
        [FromServices] ArtifactQueries artifacts, [Description("What it is.")] ArtifactKind kind, [Description("Its name.")] string name)
    {
        name.Checked("name");
        return new Deferred<KnownArtifactNode?>(async ct => await artifacts.FindAsync(kind, name, ct) is { } row ? new(row) : null);
    }

    [Paged, Description("The messages that have led to rebuilds, from the newest to the oldest.")]
    public static async Task<Connection<MessageNode>> Messages(
        IResolveFieldContext context, [FromServices] RebuildQueries rebuilds, [Description("Which messages; all when it is missing.")] MessageWhere? where)
    {
        var (page, filter) = (PagedAttribute.Read(context, Cursor.Message), where?.ToFilter(context.Caller()) ?? new());
        return Connection.Of(
            await rebuilds.PageAsync(filter, page, context.CancellationToken), page, Cursor.Message, r => r.Number, r => new MessageNode(r), Counted(ct => rebuilds.CountAsync(filter, ct)));
    }

    [Paged, Description("The composes that builds need, from the newest to the oldest.")]
    public static async Task<Connection<ComposeNode>> Composes(
        IResolveFieldContext context, [FromServices] ComposeQueries composes, [Description("Which composes; all when it is missing.")] ComposeWhere? where)
    {
        var (page, filter) = (PagedAttribute.Read(context, Cursor.Compose), where?.ToFilter(context.Caller()) ?? new());
        return Connection.Of(
            await composes.PageAsync(filter, page, context.CancellationToken), page, Cursor.Compose, c => c.Number, c => new ComposeNode(c), Counted(ct => composes.CountAsync(filter, ct)));
    }

    const int MaxDays = 366;

    [Complexity(100)]
    [Description("Counts of the builds that were planned in a period of at most 366 days: states, durations, why they failed, why they were planned.")]
    public static async Task<IEnumerable<StatisticsGroupNode>> Statistics(
        IResolveFieldContext context, [FromServices] StatisticsQueries statistics, [Description("Planned at this time or later.")] DateTimeOffset from,
        [Description("Planned before this time.")] DateTimeOffset to, [Description("By what they are counted together; all together when it is missing.")] StatisticsGrouping? groupBy)
    {
        if (to <= from || to - from > TimeSpan.FromDays(MaxDays))
            throw Refused.Argument("to", $"must be after the argument from, by at most {MaxDays} days");
        return (await statistics.AskAsync(from, to, groupBy, context.CancellationToken)).Select(g => new StatisticsGroupNode(g, groupBy));
    }

    [Description("The rules in force that say what may be rebuilt.")]
    public static PoliciesNode Policies([FromServices] Policy policy) => new(policy);

    [Description("The service itself: version, handlers, read models and their lag, the message bus, the systems outside.")]
    public static SystemNode System() => new();

    static Func<IDataLoaderResult<int>> Counted(Func<CancellationToken, Task<long>> count) => () => new Deferred<int>(async ct => checked((int)await count(ct)));
}
