using Freshmaker.Domain.Rebuilds;
using Freshmaker.Projections.Tables;
using Marten;
using Weasel.Postgresql.Tables;

namespace Freshmaker.Projections.Rebuilds;

/// <summary>One row per rebuild.</summary>
sealed class RebuildProjection(string schema) : PageProjection
{
    readonly RebuildTables _tables = new(schema);

    public override string Name => "rebuilds";

    public override IReadOnlyList<Table> SchemaObjects => [_tables.Rebuilds.ToSchemaObject(), _tables.Artifacts.ToSchemaObject(), _tables.Cves.ToSchemaObject()];

    protected override async Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<Recorded> page, CancellationToken ct)
    {
        var folds = (await LoadRowsAsync(operations, page, ct)).ToDictionary(r => r.Id, r => new RebuildFold(r));
        foreach (var artifacts in (await LoadArtifactsAsync(operations, page, folds, ct)).ToLookup(a => a.Number))
            folds.Values.Single(f => f.Row.Number == artifacts.Key).Load(artifacts);

        foreach (var e in page)
        {
            if (!folds.TryGetValue(e.Rebuild, out var fold))
                folds.Add(e.Rebuild, fold = RebuildFold.Begin(e));
            fold.Apply(e);
        }

        _tables.Rebuilds.Save(operations, [.. folds.Values.Select(f => f.Row).OrderBy(r => r.Id, StringComparer.Ordinal)]);
        _tables.Artifacts.Save(operations, [.. folds.Values.SelectMany(f => f.Artifacts).OrderBy(a => a.Number).ThenBy(a => a.Artifact, StringComparer.Ordinal)]);
        _tables.Cves.Save(operations, [.. folds.Values.SelectMany(f => f.Cves).OrderBy(c => c.Number).ThenBy(c => c.Cve, StringComparer.Ordinal)]);
    }

    Task<List<RebuildRow>> LoadRowsAsync(IDocumentOperations operations, IReadOnlyList<Recorded> page, CancellationToken ct) => LoadAsync(
        operations, $"select {_tables.Rebuilds.ColumnsOf("r")} from {_tables.Rebuilds.FullName} r where r.id = any($1)", RebuildTables.Read, ct,
        page.Select(e => e.Rebuild).Distinct().ToArray());

    /// <summary>Those that the page is about, of rebuilds that began before it.</summary>
    async Task<List<RebuildArtifact>> LoadArtifactsAsync(
        IDocumentOperations operations, IReadOnlyList<Recorded> page, Dictionary<string, RebuildFold> folds, CancellationToken ct)
    {
        var wanted = page.Where(e => folds.ContainsKey(e.Rebuild) && RebuildFold.ArtifactOf(e.Data) is not null)
            .Select(e => (folds[e.Rebuild].Row.Number, Artifact: RebuildFold.ArtifactOf(e.Data)!)).Distinct().ToList();
        return wanted.Count == 0 ? [] : await LoadAsync(
            operations,
            $"""
            select a.number, a.artifact, a.name, a.phase from {_tables.Artifacts.FullName} a
            join unnest($1, $2) as w(number, artifact) on a.number = w.number and a.artifact = w.artifact
            """,
            r => new RebuildArtifact(r.GetInt64(0), r.GetString(1), r.GetString(2), r.IsDBNull(3) ? null : r.Enum<BuildPhase>(3)), ct,
            wanted.Select(w => w.Number).ToArray(), wanted.Select(w => w.Artifact).ToArray());
    }
}
