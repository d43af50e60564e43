using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Projections.Paging;
using Freshmaker.Projections.Tables;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Freshmaker.Projections.Builds;

/// <summary>What can be asked about builds. Lists run from the newest to the oldest; those of one parent from the first to the last.</summary>
public sealed class BuildQueries
{
    readonly NpgsqlDataSource _database;
    readonly BuildConditions _conditions;
    readonly BuildTables _tables;
    readonly string _rebuilds;
    readonly Listing<BuildRow> _all, _ofRebuild, _children, _ofArtifact, _ofCompose;

    public BuildQueries([FromKeyedServices(ReadModels.Reading)] NpgsqlDataSource database, ReadModelSchema schema)
    {
        _database = database;
        _conditions = new(schema.Name);
        _rebuilds = new Rebuilds.RebuildTables(schema.Name).Rebuilds.FullName;
        _tables = new(schema.Name);
        var columns = _tables.BuildColumns("t");
        var from = $"{_tables.Builds.FullName} t";
        _all = new(from, columns, "t.number", NewestFirst: true, BuildTables.ReadBuild);
        _ofRebuild = new(from, columns, "t.number", NewestFirst: false, BuildTables.ReadBuild, "t.rebuild");
        _ofArtifact = _all with { Links = ["t.kind", "t.name"] };
        _ofCompose = new(
            $"{from} cross join lateral jsonb_array_elements_text(t.composes) as k(key)", columns, "t.number", NewestFirst: false, BuildTables.ReadBuild, "t.rebuild", "k.key");
        _children = new(
            $"{_tables.Edges.FullName} e join {from} on t.number = e.child", columns, "e.child", NewestFirst: false, BuildTables.ReadBuild, "e.rebuild", "e.parent");
    }

    Listing<BuildRow> Reading(BuildParts parts, Listing<BuildRow> list) => list with { Columns = _tables.BuildColumns("t", parts) };

    public async Task<IReadOnlyDictionary<(string Rebuild, string Key), BuildRow>> FindAsync(
        IReadOnlyCollection<(string Rebuild, string Key)> keys, CancellationToken ct)
    {
        var where = new Conditions();
        var rebuilds = where.Parameter(keys.Select(k => k.Rebuild).ToArray());
        var builds = where.Parameter(keys.Select(k => k.Key).ToArray());
        await using var command = where.Command(
            _database, $"select {_all.Columns} from {_all.From} join unnest({rebuilds}, {builds}) as w(rebuild, key) on t.rebuild = w.rebuild and t.key = w.key");
        return (await command.ReadAsync(BuildTables.ReadBuild, ct)).ToDictionary(b => (b.Rebuild, b.Key));
    }

    /// <summary>How far builds are, as far as the view has come; those that it does not know are absent.</summary>
    public async Task<IReadOnlyDictionary<(string Rebuild, string Key), BuildPhase>> PhasesAsync(
        IReadOnlyCollection<(string Rebuild, string Key)> keys, CancellationToken ct)
    {
        var where = new Conditions();
        var rebuilds = where.Parameter(keys.Select(k => k.Rebuild).ToArray());
        var builds = where.Parameter(keys.Select(k => k.Key).ToArray());
        await using var command = where.Command(
            _database, $"select t.rebuild, t.key, t.phase from {_all.From} join unnest({rebuilds}, {builds}) as w(rebuild, key) on t.rebuild = w.rebuild and t.key = w.key");
        return (await command.ReadAsync(r => (r.GetString(0), r.GetString(1), Phase: r.Enum<BuildPhase>(2)), ct)).ToDictionary(b => (b.Item1, b.Item2), b => b.Phase);
    }

    public async Task<BuildRow?> FindAsync(long number, CancellationToken ct)
    {
        var where = new Conditions().And(number, "t.number = {0}");
        await using var command = where.Command(_database, $"select {_all.Columns} from {_all.From} where {where.Text}");
        return (await command.ReadAsync(BuildTables.ReadBuild, ct)).SingleOrDefault();
    }

    public Task<Slice<BuildRow>> PageAsync(BuildFilter filter, PageRequest page, CancellationToken ct) => PageAsync(filter, new(BuildSort.Number), page, BuildParts.All, ct);

    public Task<Slice<BuildRow>> PageAsync(BuildFilter filter, ListOrder<BuildSort> order, PageRequest page, BuildParts parts, CancellationToken ct) =>
        (Reading(parts | PartsOf(order.By), _all) with { NewestFirst = order.Descending, Sort = ColumnOf(order.By) }).PageAsync(_database, _conditions.Of(filter), page, ct);

    /// <summary>The cursor of a row tells what the list is ordered by.</summary>
    static BuildParts PartsOf(BuildSort by) => by is BuildSort.PlannedAt or BuildSort.CompletedAt ? BuildParts.Times : BuildParts.None;

    static string? ColumnOf(BuildSort by) => by switch
    {
        BuildSort.Name => "t.name",
        BuildSort.PlannedAt => "t.planned_at",
        BuildSort.CompletedAt => "t.completed_or_never",
        _ => null,
    };

    public Task<long> CountAsync(BuildFilter filter, CancellationToken ct) => _all.CountAsync(_database, _conditions.Of(filter), ct);

    /// <summary>All builds of the rebuild of a public number, with one statement; null when there is no such rebuild.</summary>
    public async Task<IReadOnlyList<DrawnBuild>?> DrawnAsync(long number, CancellationToken ct)
    {
        var where = new Conditions();
        await using var command = where.Command(
            _database,
            $"""
            select t.key, t.kind, t.name, t.branch, t.phase, t.original_nvr, t.nvr, t.parents, t.recipe ->> 'parentBuild'
            from {_rebuilds} r left join {_all.From} on t.rebuild = r.id where r.number = {where.Parameter(number)} order by t.number
            """);
        var found = await command.ReadAsync(
            r => r.IsDBNull(0)
                ? null
                : new DrawnBuild(
                    r.GetString(0), new(r.Enum<ArtifactKind>(1), r.GetString(2), r.GetString(3)), r.Enum<BuildPhase>(4), r.TextOrNull(5), r.TextOrNull(6),
                    r.Json<List<string>>(7), r.TextOrNull(8)),
            ct);
        return found.Count == 0 ? null : [.. found.OfType<DrawnBuild>()];
    }

    /// <summary>All builds of each rebuild, with one statement.</summary>
    public async Task<ILookup<string, BuildRow>> AllOfRebuildsAsync(IReadOnlyCollection<string> rebuilds, CancellationToken ct)
    {
        var where = new Conditions().And(rebuilds.ToArray(), "t.rebuild = any({0})");
        await using var command = where.Command(_database, $"select {_all.Columns} from {_all.From} where {where.Text} order by t.rebuild, t.number");
        return (await command.ReadAsync(BuildTables.ReadBuild, ct)).ToLookup(b => b.Rebuild);
    }

    /// <summary>The builds of each rebuild.</summary>
    public Task<IReadOnlyList<Slice<BuildRow>>> OfRebuildsAsync(IReadOnlyList<string> rebuilds, PageRequest page, BuildParts parts, CancellationToken ct) =>
        Reading(parts, _ofRebuild).PagesAsync(_database, [.. rebuilds.Select(r => new[] { r })], new(), page, ct);

    public Task<IReadOnlyList<long>> CountOfRebuildsAsync(IReadOnlyList<string> rebuilds, CancellationToken ct) =>
        _ofRebuild.CountsAsync(_database, [.. rebuilds.Select(r => new[] { r })], new(), ct);

    /// <summary>The builds that need each build.</summary>
    public Task<IReadOnlyList<Slice<BuildRow>>> ChildrenAsync(IReadOnlyList<(string Rebuild, string Key)> builds, PageRequest page, BuildParts parts, CancellationToken ct) =>
        Reading(parts, _children).PagesAsync(_database, [.. builds.Select(b => new[] { b.Rebuild, b.Key })], new(), page, ct);

    public Task<IReadOnlyList<long>> CountChildrenAsync(IReadOnlyList<(string Rebuild, string Key)> builds, CancellationToken ct) =>
        _children.CountsAsync(_database, [.. builds.Select(b => new[] { b.Rebuild, b.Key })], new(), ct);

    /// <summary>The builds of each artifact in all rebuilds, from the newest to the oldest.</summary>
    public Task<IReadOnlyList<Slice<BuildRow>>> OfArtifactsAsync(IReadOnlyList<(ArtifactKind Kind, string Name)> artifacts, PageRequest page, BuildParts parts, CancellationToken ct) =>
        Reading(parts, _ofArtifact).PagesAsync(_database, [.. artifacts.Select(a => new[] { a.Kind.ToString(), a.Name })], new(), page, ct);

    public Task<IReadOnlyList<long>> CountOfArtifactsAsync(IReadOnlyList<(ArtifactKind Kind, string Name)> artifacts, CancellationToken ct) =>
        _ofArtifact.CountsAsync(_database, [.. artifacts.Select(a => new[] { a.Kind.ToString(), a.Name })], new(), ct);

    /// <summary>The builds that need each compose.</summary>
    public Task<IReadOnlyList<Slice<BuildRow>>> OfComposesAsync(IReadOnlyList<(string Rebuild, string Key)> composes, PageRequest page, BuildParts parts, CancellationToken ct) =>
        Reading(parts, _ofCompose).PagesAsync(_database, [.. composes.Select(c => new[] { c.Rebuild, c.Key })], new(), page, ct);

    public Task<IReadOnlyList<long>> CountOfComposesAsync(IReadOnlyList<(string Rebuild, string Key)> composes, CancellationToken ct) =>
        _ofCompose.CountsAsync(_database, [.. composes.Select(c => new[] { c.Rebuild, c.Key })], new(), ct);
}
