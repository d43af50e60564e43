using Freshmaker.Domain.Explaining;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.GraphQL.Paging;
using Freshmaker.Host.GraphQL.Types;
using Freshmaker.Host.Rebuilding;
using Freshmaker.Projections.Artifacts;
using Freshmaker.Projections.Builds;
using Freshmaker.Projections.Cascades;
using Freshmaker.Projections.Paging;
using Freshmaker.Projections.Rebuilds;
using Freshmaker.Projections.Timeline;
using GraphQL;
using GraphQL.DataLoader;

namespace Freshmaker.Host.GraphQL.Batching;

/// <summary>What fields fetch: for all rows of a level with one statement.</summary>
public sealed partial class Loaders(
    Batches batches, RebuildQueries rebuilds, BuildQueries builds, ExclusionQueries exclusions, TimelineQueries timeline, CascadeQueries cascades, TurnQueue turns,
    RebuildHistories histories, ArtifactQueries artifacts)
{
    public IDataLoaderResult<RebuildNode?> Rebuild(string id) => batches.Load("rebuild", null, id, async (ids, ct) =>
    {
        var found = await rebuilds.FindAsync(ids, ct);
        return InOrder(ids, i => found.TryGetValue(i, out var row) ? new RebuildNode(row) : null);
    });

    /// <summary>A rebuild as of a time; null when it had not begun.</summary>
    public IDataLoaderResult<PastRebuild?> Past(string rebuild, DateTimeOffset at) => batches.Load("past", at, rebuild, async (ids, ct) =>
    {
        var found = await histories.AsOfAsync(ids, at, ct);
        return InOrder(ids, found.GetValueOrDefault);
    });

    /// <param name="past">Null: as it is now.</param>
    public IDataLoaderResult<RebuildNode?> Rebuild(string id, PastRebuild? past) => past is null ? Rebuild(id) : Past(id, past.At).Then(RebuildNode.OrNull);

    /// <inheritdoc cref="Rebuild(string, PastRebuild?)"/>
    public IDataLoaderResult<BuildNode?> Build(string rebuild, string key, PastRebuild? past) => past switch
    {
        null => Build(rebuild, key),
        _ when past.Id == rebuild => Known(BuildNode.OrNull(past, key)),
        _ => Past(rebuild, past.At).Then(then => BuildNode.OrNull(then, key)),
    };

    public IDataLoaderResult<BuildNode?> Build(string rebuild, string key) => batches.Load("build", null, (rebuild, key), async (keys, ct) =>
    {
        var found = await builds.FindAsync(keys, ct);
        return InOrder(keys, k => found.TryGetValue(k, out var row) ? new BuildNode(row) : null);
    });

    public IDataLoaderResult<IReadOnlyList<BuildNode>> Parents(BuildRow build, PastRebuild? past) => past is not null
        ? Known<IReadOnlyList<BuildNode>>([.. build.Parents.Select(p => BuildNode.OrNull(past, p)).OfType<BuildNode>()])
        : batches.Load("parents", null, build, async (rows, ct) =>
    {
        var found = await builds.FindAsync([.. rows.SelectMany(b => b.Parents.Select(p => (b.Rebuild, p))).Distinct()], ct);
        return InOrder(rows, IReadOnlyList<BuildNode> (b) =>
            [.. b.Parents.Select(p => found.GetValueOrDefault((b.Rebuild, p))).OfType<BuildRow>().Select(p => new BuildNode(p))]);
    });

    public IDataLoaderResult<MessageReceived?> Message(string rebuild, PastRebuild? past) => past is not null ? Known(past.Message) : batches.Load("message", null, rebuild, async (ids, ct) =>
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

    public IDataLoaderResult<IReadOnlyList<BlockerNode>> WaitingFor(BuildRow build, PastRebuild? past) => past is not null
        ? Known<IReadOnlyList<BlockerNode>>([.. Domain.Explaining.WaitingFor.Of(past.State, build.Key).Select(blocker => new BlockerNode(build, blocker, past))])
        : batches.Load("waiting for", null, build, async (rows, ct) =>
    {
        var states = await histories.StatesAsync([.. rows.Where(b => !b.Phase.IsEnd()).Select(b => b.Rebuild)], ct);
        return InOrder(rows, IReadOnlyList<BlockerNode> (b) =>
            states.TryGetValue(b.Rebuild, out var rebuild) ? [.. Domain.Explaining.WaitingFor.Of(rebuild, b.Key).Select(blocker => new BlockerNode(b, blocker))] : []);
    });

    /// <summary>However long the chain, and however many builds ask: one statement finds the rebuilds that it goes through, and one reads them.</summary>
    public IDataLoaderResult<WhyNode> Why(BuildRow build, PastRebuild? past) => batches.Load("why", past?.At, build, async (rows, ct) =>
    {
        var chains = await cascades.ChainsAsync([.. rows.Select(b => b.Rebuild).Distinct()], ct);
        var through = rows.Select(b => b.Rebuild).Distinct().ToDictionary(id => id, id => Through(chains.GetValueOrDefault(id, []), id));
        var states = await StatesAsync([.. through.Values.SelectMany(ids => ids)], past, ct);
        return InOrder(rows, b => new WhyNode(Domain.Explaining.Why.Of([.. through[b.Rebuild].Select(states.GetValueOrDefault).OfType<Rebuild>()], b.Key), past));
    });

    /// <summary>Only what decisions are made from: what lists show of them would cost more than all else.</summary>
    async Task<IReadOnlyDictionary<string, Rebuild>> StatesAsync(IReadOnlyCollection<string> rebuilds, PastRebuild? past, CancellationToken ct)
    {
        if (past is null)
            return await histories.StatesAsync(rebuilds, ct);
        var then = (await histories.AsOfAsync(rebuilds, past.At, ct)).ToDictionary(r => r.Key, r => r.Value.State);
        then[past.Id] = past.State;
        return then;
    }

    /// <summary>The last rebuilds on the way, since each has to be read.</summary>
    static IEnumerable<string> Through(IReadOnlyList<CascadeRow> chain, string rebuild) => chain.Count == 0 ? [rebuild] : chain.TakeLast(MaxRebuildsOfWhy).Select(c => c.Rebuild);

    const int MaxRebuildsOfWhy = 100;

    public IDataLoaderResult<PlanGraphNode> Plan(RebuildRow rebuild, PastRebuild? past) => past is not null
        ? Known(PlanOf(past.Rows.Builds, past))
        : batches.Load("plan", null, rebuild.Id, async (keys, ct) =>
        {
            var found = await builds.AllOfRebuildsAsync(keys, ct);
            return InOrder(keys, k => PlanOf([.. found[k]], null));
        });

    static PlanGraphNode PlanOf(IReadOnlyList<BuildRow> rows, PastRebuild? past) => new(
        PlanView.Of([.. rows.Select(DrawnBuild.Of).Select(b => new PlanViewBuild(b.Key, b.Parents, b.BuiltOn))]), rows, past);

    public IDataLoaderResult<IReadOnlyList<CascadeRow>> Chain(string rebuild) => batches.Load("chain", null, rebuild, async (ids, ct) =>
    {
        var found = await cascades.ChainsAsync(ids, ct);
        return InOrder(ids, id => found.GetValueOrDefault(id, []));
    });

    public IDataLoaderResult<Connection<BuildNode>> BuildsOf(IResolveFieldContext context, string rebuild, PastRebuild? past) => past is not null
        ? PageOf(context, Cursor.Build, past.Rows.Builds, b => b.Number, b => new BuildNode(b, past))
        : BuildsOf(context, "builds", rebuild, builds.OfRebuildsAsync, builds.CountOfRebuildsAsync);

    public IDataLoaderResult<Connection<BuildNode>> ChildrenOf(IResolveFieldContext context, BuildRow build, PastRebuild? past) => past is not null
        ? PageOf(context, Cursor.Build, [.. past.Rows.Builds.Where(b => b.Parents.Contains(build.Key))], b => b.Number, b => new BuildNode(b, past))
        : BuildsOf(context, "children", (build.Rebuild, build.Key), builds.ChildrenAsync, builds.CountChildrenAsync);

    public IDataLoaderResult<Connection<ExclusionNode>> ExclusionsOf(IResolveFieldContext context, string rebuild, PastRebuild? past) => past is not null
        ? PageOf(context, Cursor.Exclusion, past.Rows.Exclusions, x => x.Number, x => new ExclusionNode(x))
        : PageOf(context, "exclusions", Cursor.Exclusion, rebuild, exclusions.OfRebuildsAsync, exclusions.CountOfRebuildsAsync, x => x.Number, x => new ExclusionNode(x));

    public IDataLoaderResult<Connection<TimelineEventNode>> TimelineOf(IResolveFieldContext context, string rebuild, PastRebuild? past, TimelineFilter filter) => past is not null
        ? PageOf(context, Cursor.Event, [.. past.Rows.Timeline.Where(filter.Fits)], e => e.Position, e => new TimelineEventNode(e, past))
        : PageOf(
            context, $"timeline of {filter}", Cursor.Event, rebuild, (of, page, ct) => timeline.OfRebuildsAsync(of, filter, page, ct),
            (of, ct) => timeline.CountOfRebuildsAsync(of, filter, ct), e => e.Position, e => new TimelineEventNode(e));

    public IDataLoaderResult<Connection<TimelineEventNode>> TimelineOf(IResolveFieldContext context, BuildRow build, PastRebuild? past, TimelineFilter filter) => past is not null
        ? PageOf(context, Cursor.Event, [.. past.Rows.Timeline.Where(e => e.Artifact == build.Key && filter.Fits(e))], e => e.Position, e => new TimelineEventNode(e, past))
        : PageOf(
            context, $"build timeline of {filter}", Cursor.Event, (build.Rebuild, build.Key), (of, page, ct) => timeline.OfArtifactsAsync(of, filter, page, ct),
            (of, ct) => timeline.CountOfArtifactsAsync(of, filter, ct), e => e.Position, e => new TimelineEventNode(e));

    public IDataLoaderResult<Connection<RebuildNode>> FollowUpsOf(IResolveFieldContext context, string rebuild, PastRebuild? past) =>
        RebuildsOf(context, "follow-ups", rebuild, past, rebuilds.FollowUpsAsync, rebuilds.CountFollowUpsAsync);

    public IDataLoaderResult<Connection<RebuildNode>> FollowUpsOf(IResolveFieldContext context, BuildRow build, PastRebuild? past) =>
        RebuildsOf(context, "build follow-ups", (build.Rebuild, build.Key), past, rebuilds.FollowUpsAsync, rebuilds.CountFollowUpsAsync);

    public IDataLoaderResult<Connection<RebuildNode>> CascadeOf(IResolveFieldContext context, string root, PastRebuild? past) =>
        RebuildsOf(context, "cascade", root, past, rebuilds.CascadesAsync, rebuilds.CountCascadesAsync);

    /// <summary>A list of rebuilds. Which there were at a time in the past is listed first; how each of them stood then its own events tell.</summary>
    IDataLoaderResult<Connection<RebuildNode>> RebuildsOf<TKey>(
        IResolveFieldContext context, string name, TKey parent, PastRebuild? past,
        Func<IReadOnlyList<TKey>, PageRequest, DateTimeOffset?, CancellationToken, Task<IReadOnlyList<Slice<RebuildRow>>>> fetch,
        Func<IReadOnlyList<TKey>, DateTimeOffset?, CancellationToken, Task<IReadOnlyList<long>>> count) where TKey : notnull
    {
        return PageOf(
            context, past is null ? name : $"{name} at {past.At.UtcTicks}", Cursor.Rebuild, parent, FetchAsync, (parents, ct) => count(parents, past?.At, ct),
            r => r.Row.Number, r => new RebuildNode(r.Row, r.Past));

        async Task<IReadOnlyList<Slice<(RebuildRow Row, PastRebuild? Past)>>> FetchAsync(IReadOnlyList<TKey> parents, PageRequest page, CancellationToken ct)
        {
            var found = await fetch(parents, page, past?.At, ct);
            var then = past is null ? null : await histories.AsOfAsync([.. found.SelectMany(slice => slice.Items).Select(r => r.Id)], past.At, ct);
            return [.. found.Select(slice => new Slice<(RebuildRow, PastRebuild?)>([.. slice.Items.SelectMany(Then)], slice.HasMore))];

            IEnumerable<(RebuildRow, PastRebuild?)> Then(RebuildRow row) =>
                then is null ? [(row, null)] : then.TryGetValue(row.Id, out var stood) ? [(stood.Rows.Rebuild, stood)] : [];
        }
    }

    /// <summary>A list of builds, of which only those parts are read that the query asks for.</summary>
    IDataLoaderResult<Connection<BuildNode>> BuildsOf<TKey>(
        IResolveFieldContext context, string name, TKey parent,
        Func<IReadOnlyList<TKey>, PageRequest, BuildParts, CancellationToken, Task<IReadOnlyList<Slice<BuildRow>>>> fetch,
        Func<IReadOnlyList<TKey>, CancellationToken, Task<IReadOnlyList<long>>> count) where TKey : notnull =>
        PageOf(context, name, Cursor.Build, parent, (parents, page, ct) => fetch(parents, page, PartsOfBuilds.In(context), ct), count, b => b.Number, b => new BuildNode(b));

    /// <summary>A page of rows that are all known.</summary>
    static Deferred<Connection<TNode>> PageOf<TRow, TNode>(
        IResolveFieldContext context, string cursors, IReadOnlyList<TRow> rows, Func<TRow, long> key, Func<TRow, TNode> node) where TNode : class
    {
        var page = PagedAttribute.Read(context, cursors);
        return Known(Connection.Of(page.Of(rows, key), page, cursors, key, node, () => Known(rows.Count)));
    }

    static Deferred<T> Known<T>(T value) => new(_ => Task.FromResult(value));

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
