using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.GraphQL.Paging;
using Freshmaker.Host.GraphQL.Types;
using Freshmaker.Host.Rebuilding;
using Freshmaker.Projections.Builds;
using Freshmaker.Projections.Cascades;
using Freshmaker.Projections.Paging;
using Freshmaker.Projections.Rebuilds;
using Freshmaker.Projections.Timeline;
using GraphQL;
using GraphQL.DataLoader;

namespace Freshmaker.Host.GraphQL.Batching;

/// <summary>What fields fetch: for all rows of a level with one statement.</summary>
public sealed class Loaders(
    Batches batches, RebuildQueries rebuilds, BuildQueries builds, ExclusionQueries exclusions, TimelineQueries timeline, CascadeQueries cascades, TurnQueue turns,
    RebuildHistories histories)
{
    public IDataLoaderResult<RebuildNode?> Rebuild(string id) => batches.Load("rebuild", null, id, async (ids, ct) =>
    {
        var found = await rebuilds.FindAsync(ids, ct);
        return InOrder(ids, i => found.TryGetValue(i, out var row) ? new RebuildNode(row) : null);
    });

    public IDataLoaderResult<BuildNode?> Build(string rebuild, string key) => batches.Load("build", null, (rebuild, key), async (keys, ct) =>
    {
        var found = await builds.FindAsync(keys, ct);
        return InOrder(keys, k => found.TryGetValue(k, out var row) ? new BuildNode(row) : null);
    });

    public IDataLoaderResult<IReadOnlyList<BuildNode>> Parents(BuildRow build) => batches.Load("parents", null, build, async (rows, ct) =>
    {
        var found = await builds.FindAsync([.. rows.SelectMany(b => b.Parents.Select(p => (b.Rebuild, p))).Distinct()], ct);
        return InOrder(rows, IReadOnlyList<BuildNode> (b) =>
            [.. b.Parents.Select(p => found.GetValueOrDefault((b.Rebuild, p))).OfType<BuildRow>().Select(p => new BuildNode(p))]);
    });

    public IDataLoaderResult<MessageReceived?> Message(string rebuild) => batches.Load("message", null, rebuild, async (ids, ct) =>
    {
        var found = await timeline.MessagesAsync(ids, ct);
        return InOrder(ids, found.GetValueOrDefault);
    });

    /// <summary>From 1; null when it does not wait for a turn.</summary>
    public IDataLoaderResult<int?> QueuePosition(BuildRow build) => batches.Load("turn", null, (build.Rebuild, build.Key), async (keys, ct) =>
    {
        var positions = await turns.PositionsAsync(ct);
        return InOrder(keys, int? (k) => positions.TryGetValue(k, out var position) ? position : null);
    });

    public IDataLoaderResult<IReadOnlyList<BlockerNode>> WaitingFor(BuildRow build) => batches.Load("waiting for", null, build, async (rows, ct) =>
    {
        var states = await histories.StatesAsync([.. rows.Where(b => !b.Phase.IsEnd()).Select(b => b.Rebuild)], ct);
        return InOrder(rows, IReadOnlyList<BlockerNode> (b) =>
            states.TryGetValue(b.Rebuild, out var rebuild) ? [.. Domain.Explaining.WaitingFor.Of(rebuild, b.Key).Select(blocker => new BlockerNode(b, blocker))] : []);
    });

    public IDataLoaderResult<IReadOnlyList<CascadeRow>> Chain(string rebuild) => batches.Load("chain", null, rebuild, async (ids, ct) =>
    {
        var found = await cascades.ChainsAsync(ids, ct);
        return InOrder(ids, id => found.GetValueOrDefault(id, []));
    });

    public IDataLoaderResult<Connection<BuildNode>> BuildsOf(IResolveFieldContext context, string rebuild) =>
        PageOf(context, "builds", Cursor.Build, rebuild, builds.OfRebuildsAsync, builds.CountOfRebuildsAsync, b => b.Number, b => new BuildNode(b));

    public IDataLoaderResult<Connection<BuildNode>> ChildrenOf(IResolveFieldContext context, BuildRow build) => PageOf(
        context, "children", Cursor.Build, (build.Rebuild, build.Key), builds.ChildrenAsync, builds.CountChildrenAsync, b => b.Number, b => new BuildNode(b));

    public IDataLoaderResult<Connection<ExclusionNode>> ExclusionsOf(IResolveFieldContext context, string rebuild) => PageOf(
        context, "exclusions", Cursor.Exclusion, rebuild, exclusions.OfRebuildsAsync, exclusions.CountOfRebuildsAsync, x => x.Number, x => new ExclusionNode(x));

    public IDataLoaderResult<Connection<TimelineEventNode>> TimelineOf(IResolveFieldContext context, string rebuild) => PageOf(
        context, "timeline", Cursor.Event, rebuild, timeline.OfRebuildsAsync, timeline.CountOfRebuildsAsync, e => e.Position, e => new TimelineEventNode(e));

    public IDataLoaderResult<Connection<TimelineEventNode>> TimelineOf(IResolveFieldContext context, BuildRow build) => PageOf(
        context, "build timeline", Cursor.Event, (build.Rebuild, build.Key), timeline.OfArtifactsAsync, timeline.CountOfArtifactsAsync,
        e => e.Position, e => new TimelineEventNode(e));

    public IDataLoaderResult<Connection<RebuildNode>> FollowUpsOf(IResolveFieldContext context, string rebuild) => PageOf(
        context, "follow-ups", Cursor.Rebuild, rebuild, rebuilds.FollowUpsAsync, rebuilds.CountFollowUpsAsync, r => r.Number, r => new RebuildNode(r));

    public IDataLoaderResult<Connection<RebuildNode>> FollowUpsOf(IResolveFieldContext context, BuildRow build) => PageOf(
        context, "build follow-ups", Cursor.Rebuild, (build.Rebuild, build.Key), rebuilds.FollowUpsAsync, rebuilds.CountFollowUpsAsync,
        r => r.Number, r => new RebuildNode(r));

    public IDataLoaderResult<Connection<RebuildNode>> CascadeOf(IResolveFieldContext context, string root) => PageOf(
        context, "cascade", Cursor.Rebuild, root, rebuilds.CascadesAsync, rebuilds.CountCascadesAsync, r => r.Number, r => new RebuildNode(r));

    IDataLoaderResult<Connection<TNode>> PageOf<TKey, TRow, TNode>(
        IResolveFieldContext context, string name, string cursors, TKey parent,
        Func<IReadOnlyList<TKey>, PageRequest, CancellationToken, Task<IReadOnlyList<Slice<TRow>>>> fetch,
        Func<IReadOnlyList<TKey>, CancellationToken, Task<IReadOnlyList<long>>> count,
        Func<TRow, long> key, Func<TRow, TNode> node) where TKey : notnull where TNode : class
    {
        var page = PagedAttribute.Read(context, cursors);
        return batches.Load(name, page, parent, (parents, ct) => fetch(parents, page, ct)).Then(slice => Connection.Of(
            slice, page, cursors, key, node, () => batches.Load($"{name} count", null, parent, count).Then(n => checked((int)n))));
    }

    static IReadOnlyList<T> InOrder<TKey, T>(IReadOnlyList<TKey> keys, Func<TKey, T> find) => [.. keys.Select(find)];
}
