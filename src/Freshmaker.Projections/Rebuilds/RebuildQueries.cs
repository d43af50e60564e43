using Freshmaker.Projections.Paging;
using Freshmaker.Projections.Tables;
using Freshmaker.Projections.Timeline;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Freshmaker.Projections.Rebuilds;

/// <summary>What can be asked about rebuilds. Lists run from the newest to the oldest; those of one parent from the first to the last.</summary>
public sealed class RebuildQueries
{
    readonly NpgsqlDataSource _database;
    readonly RebuildTables _tables;
    readonly RebuildConditions _conditions;
    readonly string _timeline;
    readonly Listing<RebuildRow> _all, _followUps, _followUpsOfBuild, _cascade;

    public RebuildQueries([FromKeyedServices(ReadModels.Reading)] NpgsqlDataSource database, ReadModelSchema schema)
    {
        _database = database;
        _tables = new(schema.Name);
        _conditions = new(schema.Name);
        _timeline = TimelineProjection.TableIn(schema.Name).FullName;
        _all = List(newestFirst: true);
        _followUps = List(newestFirst: false, "t.caused_by_rebuild");
        _followUpsOfBuild = List(newestFirst: false, "t.caused_by_rebuild", "t.caused_by_build");
        _cascade = List(newestFirst: false, "t.root");
    }

    Listing<RebuildRow> List(bool newestFirst, params string[] links) =>
        new($"{_tables.Rebuilds.FullName} t", _tables.Rebuilds.ColumnsOf("t"), "t.number", newestFirst, RebuildTables.Read, links);

    public async Task<IReadOnlyDictionary<string, RebuildRow>> FindAsync(IReadOnlyCollection<string> ids, CancellationToken ct) =>
        (await SelectAsync(new Conditions().And(ids.ToArray(), "t.id = any({0})"), ct)).ToDictionary(r => r.Id);

    public async Task<RebuildRow?> FindAsync(long number, CancellationToken ct) =>
        (await SelectAsync(new Conditions().And(number, "t.number = {0}"), ct)).SingleOrDefault();

    async Task<List<RebuildRow>> SelectAsync(Conditions where, CancellationToken ct)
    {
        await using var command = where.Command(_database, $"select {_all.Columns} from {_all.From} where {where.Text}");
        return await command.ReadAsync(RebuildTables.Read, ct);
    }

    public Task<Slice<RebuildRow>> PageAsync(RebuildFilter filter, PageRequest page, CancellationToken ct) => PageAsync(filter, new(RebuildSort.Number), page, ct);

    public Task<Slice<RebuildRow>> PageAsync(RebuildFilter filter, ListOrder<RebuildSort> order, PageRequest page, CancellationToken ct) =>
        (_all with { NewestFirst = order.Descending, Sort = ColumnOf(order.By) }).PageAsync(_database, _conditions.Of(filter, order, page), page, ct);

    static string? ColumnOf(RebuildSort by) => by switch
    {
        RebuildSort.ReceivedAt => "t.received_at",
        RebuildSort.EndedAt => "t.ended_or_never",
        RebuildSort.UpdatedAt => "t.updated_at",
        RebuildSort.Priority => "t.priority",
        _ => null,
    };

    public Task<long> CountAsync(RebuildFilter filter, CancellationToken ct) => _all.CountAsync(_database, _conditions.Of(filter), ct);

    /// <summary>The rebuilds that builds of each rebuild have caused.</summary>
    /// <param name="begunBy">Only those that had begun at this time; all when it is null.</param>
    public Task<IReadOnlyList<Slice<RebuildRow>>> FollowUpsAsync(IReadOnlyList<string> rebuilds, PageRequest page, DateTimeOffset? begunBy, CancellationToken ct) =>
        _followUps.PagesAsync(_database, [.. rebuilds.Select(r => new[] { r })], Begun(begunBy), page, ct);

    public Task<IReadOnlyList<long>> CountFollowUpsAsync(IReadOnlyList<string> rebuilds, DateTimeOffset? begunBy, CancellationToken ct) =>
        _followUps.CountsAsync(_database, [.. rebuilds.Select(r => new[] { r })], Begun(begunBy), ct);

    /// <summary>The rebuilds that each build has caused.</summary>
    public Task<IReadOnlyList<Slice<RebuildRow>>> FollowUpsAsync(
        IReadOnlyList<(string Rebuild, string Build)> builds, PageRequest page, DateTimeOffset? begunBy, CancellationToken ct) =>
        _followUpsOfBuild.PagesAsync(_database, [.. builds.Select(b => new[] { b.Rebuild, b.Build })], Begun(begunBy), page, ct);

    public Task<IReadOnlyList<long>> CountFollowUpsAsync(IReadOnlyList<(string Rebuild, string Build)> builds, DateTimeOffset? begunBy, CancellationToken ct) =>
        _followUpsOfBuild.CountsAsync(_database, [.. builds.Select(b => new[] { b.Rebuild, b.Build })], Begun(begunBy), ct);

    /// <summary>All rebuilds of the cascades that begin with each root.</summary>
    public Task<IReadOnlyList<Slice<RebuildRow>>> CascadesAsync(IReadOnlyList<string> roots, PageRequest page, DateTimeOffset? begunBy, CancellationToken ct) =>
        _cascade.PagesAsync(_database, [.. roots.Select(r => new[] { r })], Begun(begunBy), page, ct);

    public Task<IReadOnlyList<long>> CountCascadesAsync(IReadOnlyList<string> roots, DateTimeOffset? begunBy, CancellationToken ct) =>
        _cascade.CountsAsync(_database, [.. roots.Select(r => new[] { r })], Begun(begunBy), ct);

    /// <summary>A rebuild begins with its first event, whose time no row of this view holds.</summary>
    Conditions Begun(DateTimeOffset? by) =>
        new Conditions().And(by, $"exists (select 1 from {_timeline} e where e.rebuild = t.id and e.position = 1 and e.at <= {{0}})");
}
