using Freshmaker.Domain.Artifacts;
using Freshmaker.Projections.Builds;
using Freshmaker.Projections.Paging;
using Freshmaker.Projections.Rebuilds;
using Freshmaker.Projections.Tables;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Freshmaker.Projections.Artifacts;

/// <summary>What can be asked about artifacts, whatever rebuild they are in. Lists run by name, then by when they were first heard of.</summary>
public sealed class ArtifactQueries
{
    readonly NpgsqlDataSource _database;
    readonly BuildTables _tables;
    readonly RebuildTables _rebuilds;
    readonly Listing<ArtifactRow> _all;

    public ArtifactQueries([FromKeyedServices(ReadModels.Reading)] NpgsqlDataSource database, ReadModelSchema schema)
    {
        (_database, _tables, _rebuilds) = (database, new(schema.Name), new(schema.Name));
        _all = new($"{_tables.Artifacts.FullName} t", _tables.Artifacts.ColumnsOf("t"), "t.number", NewestFirst: false, BuildTables.ReadArtifact) { Sort = "t.name" };
    }

    public Task<Slice<ArtifactRow>> PageAsync(ArtifactFilter filter, PageRequest page, CancellationToken ct) => _all.PageAsync(_database, Where(filter), page, ct);

    public Task<long> CountAsync(ArtifactFilter filter, CancellationToken ct) => _all.CountAsync(_database, Where(filter), ct);

    public async Task<ArtifactRow?> FindAsync(ArtifactKind kind, string name, CancellationToken ct) =>
        (await PageAsync(new() { Kinds = [kind], Name = name }, new(1), ct)).Items.SingleOrDefault();

    /// <summary>The freshness of each artifact, by its last builds that were done and changed something outside.</summary>
    /// <param name="last">How many builds of each.</param>
    public async Task<IReadOnlyList<Freshness>> FreshnessAsync(IReadOnlyList<(ArtifactKind Kind, string Name)> artifacts, int last, CancellationToken ct)
    {
        var where = new Conditions();
        var sql = $"""
            select x.n, x.p[1], x.p[2], x.rebuild, x.key, x.received_at, x.completed_at
            from unnest({where.Parameter(artifacts.Select(a => a.Kind.ToString()).ToArray())}, {where.Parameter(artifacts.Select(a => a.Name).ToArray())}) with ordinality as a(kind, name, ord)
            cross join lateral (
                select count(*) as n, percentile_cont(array[0.5, 0.95]) within group (order by extract(epoch from d.completed_at - d.received_at)) as p,
                    (array_agg(d.rebuild order by d.number desc))[1] as rebuild, (array_agg(d.key order by d.number desc))[1] as key,
                    (array_agg(d.received_at order by d.number desc))[1] as received_at, (array_agg(d.completed_at order by d.number desc))[1] as completed_at
                from (
                    select b.rebuild, b.key, b.number, b.completed_at, root.received_at
                    from {_tables.Builds.FullName} b join {_rebuilds.Rebuilds.FullName} r on r.id = b.rebuild join {_rebuilds.Rebuilds.FullName} root on root.id = r.root
                    where b.kind = a.kind and b.name = a.name and b.state = 'Done' and not r.dry_run
                    order by b.number desc limit {where.Parameter(last)}) d
            ) x order by a.ord
            """;
        await using var command = where.Command(_database, sql);
        return await command.ReadAsync(
            r => new Freshness(
                r.IsDBNull(3) ? null : new(r.GetString(3), r.GetString(4), r.Time(5), r.Time(6)), r.GetInt64(0), r.IsDBNull(1) ? null : r.GetDouble(1), r.IsDBNull(2) ? null : r.GetDouble(2)),
            ct);
    }

    static Conditions Where(ArtifactFilter filter) => new Conditions().And(filter, (where, f) => where
        .AndOneOf(f.Kinds?.Select(k => k.ToString()), "t.kind")
        .And(f.Name, "t.name = {0}")
        .And(Conditions.BeginsWith(f.NamePrefix), "t.name like {0}"));
}
