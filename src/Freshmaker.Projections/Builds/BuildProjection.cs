using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Projections.Artifacts;
using Marten;
using Weasel.Postgresql.Tables;

namespace Freshmaker.Projections.Builds;

/// <summary>One row per build, one per exclusion, the edges between builds, the composes that they need, and one row per artifact.</summary>
sealed class BuildProjection(string schema) : PageProjection
{
    readonly BuildTables _tables = new(schema);

    public override string Name => "builds";

    public override IReadOnlyList<Table> SchemaObjects =>
    [
        _tables.Builds.ToSchemaObject(), _tables.Exclusions.ToSchemaObject(), _tables.Edges.ToSchemaObject(), _tables.Heads.ToSchemaObject(),
        _tables.Composes.ToSchemaObject(), _tables.Artifacts.ToSchemaObject(),
    ];

    protected override async Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<Recorded> page, CancellationToken ct)
    {
        var heads = await HeadsAsync(operations, page, ct);
        var rows = (await LoadRowsAsync(operations, page, ct)).ToDictionary(b => (b.Rebuild, b.Key));
        var artifacts = await ArtifactsAsync(operations, page, rows.Values, ct);
        var changed = new HashSet<(string Rebuild, string Key)>();
        List<(Recorded Event, string Compose)> retried = [];
        foreach (var e in page)
        {
            if (e.Data is ArtifactExcluded x)
                artifacts.Excluded(x.Artifact, e);
            if (e.Data is not IBuildEvent b || BuildFold.Apply(rows.GetValueOrDefault((e.Rebuild, b.Build)), e, b) is not { } row)
                continue;
            if (e.Data is ArtifactPlanned planned && heads.TryGetValue(e.Rebuild, out var head))
                row = row with { Around = new(head.Number, head.TriggerKind, head.SearchKey, FirstParent(planned, e.Rebuild, rows)) };
            var before = rows.GetValueOrDefault((e.Rebuild, b.Build));
            artifacts.Moved(before?.State, row, e);
            if (e.Data is BuildRetryRequested && before?.Phase != row.Phase)
                retried.AddRange(row.Composes.Select(c => (e, c)));
            rows[(e.Rebuild, b.Build)] = row;
            changed.Add((e.Rebuild, b.Build));
        }

        _tables.Builds.Save(operations, [.. changed.Select(key => rows[key]).OrderBy(b => b.Number)]);
        _tables.Exclusions.Save(operations, [.. page.Select(BuildFold.Excluded).OfType<ExclusionRow>()]);
        _tables.Edges.Save(operations, [.. (from e in page
                                            let p = e.Data as ArtifactPlanned
                                            where p is not null
                                            from parent in p.Planned.Parents
                                            orderby e.Rebuild, parent
                                            select new EdgeRow(e.Rebuild, parent, rows[(e.Rebuild, p.Planned.Key)].Number)).Distinct()]);
        _tables.Composes.Save(operations, await ComposesAsync(operations, page, retried, ct));
        _tables.Artifacts.Save(operations, artifacts.Changed);
    }

    /// <summary>Plans are recorded in dependency order, so a parent is known before what needs it.</summary>
    static BuildParent? FirstParent(ArtifactPlanned planned, string rebuild, Dictionary<(string Rebuild, string Key), BuildRow> rows) =>
        planned.Planned.Parents.Select(parent => rows.GetValueOrDefault((rebuild, parent))).OfType<BuildRow>().Select(p => new BuildParent(p.Number, p.Artifact.Name))
        .FirstOrDefault();

    /// <summary>The builds that the page is about, and the parents of those that it plans.</summary>
    async Task<List<BuildRow>> LoadRowsAsync(IDocumentOperations operations, IReadOnlyList<Recorded> page, CancellationToken ct)
    {
        var wanted = page.Where(e => e.Data is IBuildEvent)
            .SelectMany(e => (string[])[((IBuildEvent)e.Data).Build, .. (e.Data as ArtifactPlanned)?.Planned.Parents ?? []], (e, build) => (e.Rebuild, Build: build))
            .Distinct().ToList();
        return wanted.Count == 0 ? [] : await LoadAsync(
            operations,
            $"""
            select {_tables.BuildColumns("b")} from {_tables.Builds.FullName} b
            join unnest($1, $2) as w(rebuild, key) on b.rebuild = w.rebuild and b.key = w.key
            """,
            BuildTables.ReadBuild, ct, wanted.Select(w => w.Rebuild).ToArray(), wanted.Select(w => w.Build).ToArray());
    }

    /// <summary>The heads of the rebuilds that the page begins or plans builds for.</summary>
    async Task<Dictionary<string, HeadRow>> HeadsAsync(IDocumentOperations operations, IReadOnlyList<Recorded> page, CancellationToken ct)
    {
        var begun = page.Where(e => e.Event.Version == 1).ToDictionary(e => e.Rebuild, e => new HeadRow(e.Rebuild, e.Event.Sequence, null, null));
        var earlier = page.Where(e => e.Data is TriggerRecognized or ArtifactPlanned && !begun.ContainsKey(e.Rebuild)).Select(e => e.Rebuild).Distinct().ToArray();
        var heads = earlier.Length == 0 ? begun : (await LoadAsync(
            operations, $"select {_tables.Heads.ColumnsOf("h")} from {_tables.Heads.FullName} h where h.rebuild = any($1)", BuildTables.ReadHead, ct, earlier))
            .Concat(begun.Values).ToDictionary(h => h.Rebuild);
        var changed = begun.Keys.ToHashSet();
        foreach (var e in page)
        {
            // A trigger is recognised once; the first stays.
            if (e.Data is not TriggerRecognized t || !heads.TryGetValue(e.Rebuild, out var head) || head.TriggerKind is not null)
                continue;
            heads[e.Rebuild] = head with { TriggerKind = t.Trigger.Kind, SearchKey = t.Trigger.SearchKey };
            changed.Add(e.Rebuild);
        }

        _tables.Heads.Save(operations, [.. changed.Select(rebuild => heads[rebuild]).OrderBy(h => h.Number)]);
        return heads;
    }

    async Task<IReadOnlyCollection<ComposeRow>> ComposesAsync(
        IDocumentOperations operations, IReadOnlyList<Recorded> page, IReadOnlyList<(Recorded Event, string Compose)> retried, CancellationToken ct)
    {
        var told = page.Where(e => e.Data is IComposeEvent).Select(e => (Event: e, Key: (e.Rebuild, ((IComposeEvent)e.Data).Compose)))
            .Concat(retried.Select(r => (r.Event, Key: (r.Event.Rebuild, r.Compose)))).OrderBy(t => t.Event.Event.Sequence).ToList();
        if (told.Count == 0)
            return [];
        var wanted = told.Select(t => t.Key).Distinct().ToList();
        var rows = (await LoadAsync(
            operations,
            $"""
            select {_tables.Composes.ColumnsOf("c")} from {_tables.Composes.FullName} c
            join unnest($1, $2) as w(rebuild, key) on c.rebuild = w.rebuild and c.key = w.key
            """,
            BuildTables.ReadCompose, ct, wanted.Select(w => w.Rebuild).ToArray(), wanted.Select(w => w.Compose).ToArray())).ToDictionary(c => (c.Rebuild, c.Key));
        foreach (var (e, key) in told)
        {
            if (e.Data is IComposeEvent)
                rows[key] = (rows.GetValueOrDefault(key) ?? new(e.Rebuild, key.Compose, e.Event.Sequence, null) { RequestedAt = e.At }).Apply(e);
            else if (rows.TryGetValue(key, out var row))
                rows[key] = row.Retried(e);
        }

        return [.. rows.Values.OrderBy(c => c.Number)];
    }

    /// <summary>The artifacts that the page is about, as the pages before have left them.</summary>
    async Task<ArtifactFold> ArtifactsAsync(IDocumentOperations operations, IReadOnlyList<Recorded> page, IEnumerable<BuildRow> builds, CancellationToken ct)
    {
        var wanted = builds.Select(b => b.Artifact).Concat(page.Select(e => (e.Data as ArtifactPlanned)?.Planned.Artifact ?? (e.Data as ArtifactExcluded)?.Artifact).OfType<Artifact>())
            .Select(a => (a.Kind, a.Name)).Distinct().ToList();
        return new(wanted.Count == 0 ? [] : await LoadAsync(
            operations,
            $"""
            select {_tables.Artifacts.ColumnsOf("a")} from {_tables.Artifacts.FullName} a
            join unnest($1, $2) as w(kind, name) on a.kind = w.kind and a.name = w.name
            """,
            BuildTables.ReadArtifact, ct, wanted.Select(w => w.Kind.ToString()).ToArray(), wanted.Select(w => w.Name).ToArray()));
    }
}
