using System.Data.Common;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Projections.Paging;
using Freshmaker.Projections.Tables;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Weasel.Postgresql.Tables;

namespace Freshmaker.Projections.Cascades;

/// <summary>Where a rebuild stands in its cascade.</summary>
/// <param name="Root">The first rebuild of the cascade.</param>
/// <param name="CausedByRebuild">The rebuild whose build caused it; null for the first.</param>
/// <param name="CausedByBuild">The key of that build.</param>
/// <param name="Lineage">Keys of the artifacts from the first built one to the one that caused it.</param>
public sealed record CascadeRow(string Rebuild, long Sequence, string Root, string? CausedByRebuild, string? CausedByBuild, IReadOnlyList<string> Lineage);

/// <summary>One row per rebuild whose trigger was recognised.</summary>
sealed class CascadeProjection(string schema) : PageProjection
{
    readonly RowTable<CascadeRow> _table = TableIn(schema);

    public override string Name => "cascade";

    public override IReadOnlyList<Table> SchemaObjects => [_table.ToSchemaObject()];

    public static RowTable<CascadeRow> TableIn(string schema) => new RowTable<CascadeRow>(schema, "cascade", "rebuild")
        .Text("rebuild", c => c.Rebuild)
        .Number("sequence", c => c.Sequence)
        .Text("root", c => c.Root)
        .TextOrNull("caused_by_rebuild", c => c.CausedByRebuild)
        .TextOrNull("caused_by_build", c => c.CausedByBuild)
        .Json("lineage", c => c.Lineage)
        .Index("root", "sequence")
        .Index("caused_by_rebuild", "caused_by_build");

    public static CascadeRow Read(DbDataReader r) =>
        new(r.GetString(0), r.GetInt64(1), r.GetString(2), r.TextOrNull(3), r.TextOrNull(4), r.Json<List<string>>(5));

    protected override Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<Recorded> page, CancellationToken ct)
    {
        var rows = from e in page
                   let t = e.Data as TriggerRecognized
                   where t is not null
                   select new CascadeRow(e.Rebuild, e.Event.Sequence, t.Cascade.Root, t.Cascade.CausedByRebuild, t.Cascade.CausedByBuild, t.Cascade.Lineage);
        _table.Save(operations, [.. rows.DistinctBy(r => r.Rebuild)]); // a trigger is recognised once; the first stays
        return Task.CompletedTask;
    }
}

/// <summary>What can be asked about cascades.</summary>
public sealed class CascadeQueries([FromKeyedServices(ReadModels.Reading)] NpgsqlDataSource database, ReadModelSchema schema)
{
    /// <summary>No cascade is deeper: it never builds an artifact twice. This stops a walk through damaged data.</summary>
    const int MaxDepth = 1000;

    readonly RowTable<CascadeRow> _table = CascadeProjection.TableIn(schema.Name);

    /// <summary>For each rebuild the chain that led to it, from the first rebuild of the cascade to itself.</summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<CascadeRow>>> ChainsAsync(IReadOnlyCollection<string> rebuilds, CancellationToken ct)
    {
        var where = new Conditions();
        var sql = $"""
            with recursive chain as (
                select c.*, c.rebuild as of, 0 as steps from {_table.FullName} c where c.rebuild = any({where.Parameter(rebuilds.ToArray())})
                union all
                select c.*, chain.of, chain.steps + 1 from chain join {_table.FullName} c on c.rebuild = chain.caused_by_rebuild where chain.steps < {MaxDepth}
            )
            select {_table.ColumnsOf("chain")}, chain.of from chain order by chain.of, chain.steps desc
            """;
        await using var command = where.Command(database, sql);
        return (await command.ReadAsync(r => (Of: r.GetString(6), Row: CascadeProjection.Read(r)), ct))
            .GroupBy(r => r.Of).ToDictionary(g => g.Key, IReadOnlyList<CascadeRow> (g) => [.. g.Select(r => r.Row)]);
    }
}
