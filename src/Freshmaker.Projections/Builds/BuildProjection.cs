using Freshmaker.Domain.Rebuilds;
using Marten;
using Weasel.Postgresql.Tables;

namespace Freshmaker.Projections.Builds;

/// <summary>One row per build, one per exclusion, and the edges between builds.</summary>
sealed class BuildProjection(string schema) : PageProjection
{
    readonly BuildTables _tables = new(schema);

    public override string Name => "builds";

    public override IReadOnlyList<Table> SchemaObjects =>
        [_tables.Builds.ToSchemaObject(), _tables.Exclusions.ToSchemaObject(), _tables.Edges.ToSchemaObject()];

    protected override async Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<Recorded> page, CancellationToken ct)
    {
        var rows = (await LoadRowsAsync(operations, page, ct)).ToDictionary(b => (b.Rebuild, b.Key));
        foreach (var e in page)
        {
            if (e.Data is IBuildEvent b && BuildFold.Apply(rows.GetValueOrDefault((e.Rebuild, b.Build)), e, b) is { } row)
                rows[(e.Rebuild, b.Build)] = row;
        }

        _tables.Builds.Save(operations, [.. rows.Values.OrderBy(b => b.Number)]);
        _tables.Exclusions.Save(operations, [.. page.Select(BuildFold.Excluded).OfType<ExclusionRow>()]);
        _tables.Edges.Save(operations, [.. (from e in page
                                            let p = e.Data as ArtifactPlanned
                                            where p is not null
                                            from parent in p.Planned.Parents
                                            orderby e.Rebuild, parent
                                            select new EdgeRow(e.Rebuild, parent, rows[(e.Rebuild, p.Planned.Key)].Number)).Distinct()]);
    }

    async Task<List<BuildRow>> LoadRowsAsync(IDocumentOperations operations, IReadOnlyList<Recorded> page, CancellationToken ct)
    {
        var wanted = page.Where(e => e.Data is IBuildEvent).Select(e => (e.Rebuild, ((IBuildEvent)e.Data).Build)).Distinct().ToList();
        return wanted.Count == 0 ? [] : await LoadAsync(
            operations,
            $"""
            select {_tables.Builds.ColumnsOf("b")} from {_tables.Builds.FullName} b
            join unnest($1, $2) as w(rebuild, key) on b.rebuild = w.rebuild and b.key = w.key
            """,
            BuildTables.ReadBuild, ct, wanted.Select(w => w.Rebuild).ToArray(), wanted.Select(w => w.Build).ToArray());
    }
}
