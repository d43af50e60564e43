using System.Globalization;
using System.Text;
using System.Text.Json;
using Freshmaker.Bench.Service;
using Freshmaker.Host.GraphQL.Paging;

namespace Freshmaker.Bench.Reading;

/// <summary>What people and their tools ask, over a history of which a sample is known.</summary>
sealed class Questions
{
    public const string ListFirst = "list-first", ListDeep = "list-deep", ByNvr = "by-nvr", ByName = "by-name", ByBuildName = "by-build-name", Why = "why", Graph = "graph",
        TimelineFirst = "timeline-first", TimelineDeep = "timeline-deep", RestFirst = "rest-events", RestDeep = "rest-events-deep";

    const string ListQuery = """
        query($after: String) {
          rebuilds(first: 20, after: $after) {
            edges {
              node {
                number state trigger { kind summary } searchKey receivedAt
                counts { planned done failed excluded }
                reason { text }
                builds(first: 10) { edges { node { number state artifact { name } nvr } } }
              }
            }
            pageInfo { endCursor hasNextPage }
          }
        }
        """;

    const string NameQuery = """
        query($name: String) {
          rebuilds(first: 20, where: {artifactName: $name}) {
            edges { node { number state trigger { kind summary } searchKey receivedAt counts { planned done failed excluded } reason { text } } }
            pageInfo { endCursor hasNextPage }
          }
        }
        """;

    const string WhyQuery = "query($number: Long) { build(number: $number) { number why { isComplete text steps { kind text from to handler messageId reason { code } } } } }";

    const string TimelineQuery = """
        query($number: Long, $after: String) {
          rebuild(number: $number) {
            timeline(first: 100, after: $after) { edges { node { position at kind data text who causationId } } pageInfo { endCursor hasNextPage } }
          }
        }
        """;

    const string RebuildColumns = "number, id, state, trigger_kind, trigger, search_key, received_at, planned, done, failed, excluded, reason";

    readonly Asking _asking;
    readonly Known _known;
    readonly string _views;

    Questions(Asking asking, Known known, string views) => (_asking, _known, _views) = (asking, known, views);

    /// <summary>What is there to be asked for.</summary>
    /// <param name="Deep">The number of the rebuild before the deep page.</param>
    /// <param name="DeepPage">The number of the same page in REST.</param>
    /// <param name="Last">Builds at the end of cascades.</param>
    sealed record Known(long Deep, long DeepPage, string[] Nvrs, string[] Names, (long Number, string Rebuild, string Key)[] Last, long Large, string LargeId, long LargeEvents);

    public IReadOnlyList<Question> All =>
    [
        new(ListFirst, 2, 150, (_, ct) => ListAsync(null, ct), Numbers("rebuilds"), (_, ct) => ListBySqlAsync(long.MaxValue, ct)),
        new(ListDeep, 2, 150, (_, ct) => ListAsync(Cursor.Of(Cursor.Rebuild, _known.Deep), ct), Numbers("rebuilds"), (_, ct) => ListBySqlAsync(_known.Deep, ct)),
        new(ByNvr, 2, 300, (i, ct) => _asking.GetAsync($"/api/1/builds/?original_nvr={Uri.EscapeDataString(Pick(_known.Nvrs, i))}", ct), Items,
            (i, ct) => BuildsBySqlAsync("original_nvr", Pick(_known.Nvrs, i), ct)),
        new(ByName, 2, 300, (i, ct) => _asking.GraphQLAsync(NameQuery, new { name = Pick(_known.Names, i) }, ct), Numbers("rebuilds"), ByNameBySqlAsync),
        new(ByBuildName, 2, 300, (i, ct) => _asking.GetAsync($"/api/1/builds/?name={Uri.EscapeDataString(Pick(_known.Names, i))}", ct), Items,
            (i, ct) => BuildsBySqlAsync("name", Pick(_known.Names, i), ct)),
        new(Why, 3, 150, (i, ct) => _asking.GraphQLAsync(WhyQuery, new { number = Pick(_known.Last, i).Number }, ct), RebuildsOfWhy, WhyBySqlAsync),
        new(Graph, 3, 15, (_, ct) => _asking.GetAsync($"/api/rebuilds/{_known.Large}/graph.svg", ct), BoxesOfGraph, GraphBySqlAsync),
        new(TimelineFirst, 3, 150, (_, ct) => TimelineAsync(0, ct), Positions, (_, ct) => TimelineBySqlAsync(0, ct)),
        new(TimelineDeep, 3, 150, (_, ct) => TimelineAsync(_known.LargeEvents - 150, ct), Positions, (_, ct) => TimelineBySqlAsync(_known.LargeEvents - 150, ct)),
        new(RestFirst, 3, 100, (_, ct) => _asking.GetAsync("/api/1/events/?page=1", ct), Items, (_, ct) => EventsBySqlAsync(1, ct)),
        new(RestDeep, 3, 100, (_, ct) => _asking.GetAsync($"/api/1/events/?page={_known.DeepPage}", ct), Items, (_, ct) => EventsBySqlAsync(_known.DeepPage, ct)),
    ];

    /// <param name="depth">How many rebuilds are before the deep page.</param>
    public static async Task<Questions> AboutAsync(ServiceSpace space, HttpClient http, int depth, CancellationToken ct)
    {
        var (asking, views) = (new Asking(http, space.Database), space.Settings.ViewsSchema);
        var large = (await asking.RowsAsync($"select r.number, r.id, (select count(*) from {views}.timeline t where t.rebuild = r.id) from {views}.rebuilds r order by r.done desc limit 1", ct))[0];
        var deep = (long)(await asking.RowsAsync($"select number from {views}.rebuilds order by number desc offset {depth - 1} limit 1", ct))[0][0];
        var some = await asking.RowsAsync($"select original_nvr, name from {views}.builds where original_nvr is not null order by md5(number::text) limit 500", ct);
        var last = await asking.RowsAsync(
            $"""
            with recursive chain as (
                select rebuild, 0 as depth from {views}.cascade where caused_by_rebuild is null
                union all select c.rebuild, depth + 1 from chain join {views}.cascade c on c.caused_by_rebuild = chain.rebuild)
            select max(b.number), b.rebuild, (array_agg(b.key order by b.number desc))[1] from chain join {views}.builds b on b.rebuild = chain.rebuild
            where depth = {LargeHistory.CascadeDepth - 1} group by b.rebuild order by 1 limit 500
            """, ct);
        return new(asking, new(
            deep, depth / 10, [.. some.Select(r => (string)r[0])], [.. some.Select(r => (string)r[1])],
            [.. last.Select(r => ((long)r[0], (string)r[1], (string)r[2]))], (long)large[0], (string)large[1], (long)large[2]), views);
    }

    static T Pick<T>(T[] values, int i) => values[i % values.Length];

    Task<byte[]> ListAsync(string? after, CancellationToken ct) => _asking.GraphQLAsync(ListQuery, new { after }, ct);

    async Task<IEnumerable<string>> ListBySqlAsync(long after, CancellationToken ct)
    {
        var rows = await _asking.RowsAsync($"select {RebuildColumns} from {_views}.rebuilds where number < $1 order by number desc limit 21", ct, after);
        await _asking.RowsAsync(
            $"""
            select b.* from unnest($1) r(id) cross join lateral (
                select rebuild, number, state, name, nvr from {_views}.builds where rebuild = r.id order by number limit 11) b
            """, ct, (object)rows.Take(20).Select(r => (string)r[1]).ToArray());
        return Keys(rows.Take(20));
    }

    async Task<IEnumerable<string>> ByNameBySqlAsync(int i, CancellationToken ct) => Keys((await _asking.RowsAsync(
        $"""
        select {RebuildColumns} from {_views}.rebuilds where number in (select number from {_views}.rebuild_artifacts where name = $1)
        order by number desc limit 21
        """, ct, Pick(_known.Names, i))).Take(20));

    /// <summary>The old API tells how many there are, so this has to.</summary>
    async Task<IEnumerable<string>> BuildsBySqlAsync(string column, string value, CancellationToken ct) => Keys((await _asking.RowsAsync(
        [
            ($"select * from (select number, {BuildColumns} from {_views}.builds where {column} = $1 order by number desc limit 10) b", [value]),
            ($"select count(*) from {_views}.builds where {column} = $1", [value]),
        ], ct))[0]);

    const string BuildColumns = """
        rebuild, key, name, kind, state, cause, recipe, parents, external_id, url, reason, planned_at, completed_at, original_nvr, nvr, because, composes, rebuild_number,
        trigger_kind, search_key, parent_number, parent_name
        """;

    /// <summary>The rebuilds on the way, then their builds, among which the links are followed here.</summary>
    async Task<IEnumerable<string>> WhyBySqlAsync(int i, CancellationToken ct)
    {
        var (_, rebuild, key) = Pick(_known.Last, i);
        var chain = await _asking.RowsAsync(
            $"""
            with recursive chain as (
                select rebuild, caused_by_rebuild, caused_by_build from {_views}.cascade where rebuild = $1
                union all
                select c.rebuild, c.caused_by_rebuild, c.caused_by_build from chain join {_views}.cascade c on c.rebuild = chain.caused_by_rebuild)
            select * from chain
            """, ct, rebuild);
        var ids = chain.Select(r => (string)r[0]).ToArray();
        var rows = await _asking.RowsAsync(
            [
                ($"select rebuild, key, handler, cause, original_nvr, nvr, parents from {_views}.builds where rebuild = any($1)", [ids]),
                ($"select id, number, trigger, message_id, requester from {_views}.rebuilds where id = any($1)", [ids]),
            ], ct);
        var builds = rows[0].ToDictionary(r => ((string)r[0], (string)r[1]));
        var (found, next) = (new HashSet<(string, string)>(), new Queue<(string, string)>([(rebuild, key)]));
        foreach (var link in chain.Where(link => link[1] is string))
            next.Enqueue(((string)link[1], (string)link[2]));
        while (next.TryDequeue(out var build))
        {
            if (found.Add(build))
            {
                foreach (var parent in JsonSerializer.Deserialize<string[]>((string)builds[build][6])!)
                    next.Enqueue((build.Item1, parent));
            }
        }

        return [$"{rows[1].Count} rebuilds, {found.Count} builds, {rows[1].Single(r => (string)r[0] == ids[^1])[3]}"];
    }

    static IEnumerable<string> RebuildsOfWhy(byte[] answer)
    {
        JsonElement[] steps = [.. Asking.At(answer, "data", "build", "why", "steps").EnumerateArray()];
        int Of(string kind) => steps.Count(s => s.GetProperty("kind").GetString() == kind);
        return [$"{Of("TRIGGER")} rebuilds, {Of("PLANNED")} builds, {steps[^1].GetProperty("messageId").GetString()}"];
    }

    async Task<IEnumerable<string>> GraphBySqlAsync(int i, CancellationToken ct) =>
        [$"{(await _asking.RowsAsync($"select key, number, name, branch, kind, phase, original_nvr, nvr, parents, recipe->>'parentBuild' from {_views}.builds where rebuild = $1 order by number", ct, _known.LargeId)).Count}"];

    static IEnumerable<string> BoxesOfGraph(byte[] svg) => [$"{Encoding.UTF8.GetString(svg).Split("<g>").Length - 1}"];

    Task<byte[]> TimelineAsync(long after, CancellationToken ct) =>
        _asking.GraphQLAsync(TimelineQuery, new { number = _known.Large, after = after == 0 ? null : Cursor.Of(Cursor.Event, after) }, ct);

    async Task<IEnumerable<string>> TimelineBySqlAsync(long after, CancellationToken ct) => Keys((await _asking.RowsAsync(
        $"""
        select t.* from {_views}.rebuilds r cross join lateral (
            select position, at, kind, data, artifact, causation_id from {_views}.timeline
            where (rebuild, position) > (r.id, $2) and (rebuild, position) < (r.id, 9223372036854775807) order by rebuild, position limit 101) t
        where r.number = $1 order by t.position
        """, ct, _known.Large, after)).Take(100));

    static IEnumerable<string> Positions(byte[] answer) =>
        Asking.At(answer, "data", "rebuild", "timeline", "edges").EnumerateArray().Select(e => e.GetProperty("node").GetProperty("position").GetRawText());

    async Task<IEnumerable<string>> EventsBySqlAsync(long page, CancellationToken ct)
    {
        var found = await _asking.RowsAsync(
            [
                ($"select number, id, state, trigger_kind, trigger, search_key, message_id, received_at, ended_at, reason, dry_run, requester from {_views}.rebuilds order by number desc limit 10 offset $1", [(page - 1) * 10]),
                ($"select count(*) from {_views}.rebuilds", []),
            ], ct);
        var ids = found[0].Select(r => (string)r[1]).ToArray();
        await _asking.RowsAsync(
            [
                ($"select number, {BuildColumns} from {_views}.builds where rebuild = any($1) order by number", [ids]),
                ($"select caused_by_rebuild, number from {_views}.rebuilds where caused_by_rebuild = any($1)", [ids]),
            ], ct);
        return Keys(found[0]);
    }

    static Func<byte[], IEnumerable<string>> Numbers(string list) => answer =>
        Asking.At(answer, "data", list, "edges").EnumerateArray().Select(e => e.GetProperty("node").GetProperty("number").GetRawText());

    static IEnumerable<string> Items(byte[] answer) => Asking.At(answer, "items").EnumerateArray().Select(i => i.GetProperty("id").GetRawText());

    static IEnumerable<string> Keys(IEnumerable<object[]> rows) => [.. rows.Select(r => Convert.ToString(r[0], CultureInfo.InvariantCulture)!)];
}
