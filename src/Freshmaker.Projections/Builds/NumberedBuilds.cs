using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Projections.Paging;
using Freshmaker.Projections.Tables;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Freshmaker.Projections.Builds;

/// <summary>Which builds. What is null does not filter.</summary>
/// <param name="ParentNumber">The first parent's public number.</param>
/// <param name="TriggerKind">Of the rebuild. A number that names none finds nothing.</param>
/// <param name="SearchKey">Of the rebuild.</param>
public sealed record NumberedBuildFilter(
    ArtifactKind? Kind = null, BuildState? State = null, string? Name = null, long? RebuildNumber = null, long? ParentNumber = null, long? ExternalId = null,
    string? OriginalNvr = null, string? Nvr = null, TriggerKind? TriggerKind = null, string? SearchKey = null);

/// <summary>A build and ODCS's ids of the composes that it needs, as far as they are known.</summary>
public sealed record ComposedBuild(BuildRow Row, IReadOnlyList<long> Composes);

/// <summary>Builds in pages that are addressed by numbers.</summary>
public sealed class NumberedBuilds
{
    readonly NpgsqlDataSource _database;
    readonly NumberedListing<ComposedBuild> _list;

    public NumberedBuilds([FromKeyedServices(ReadModels.Reading)] NpgsqlDataSource database, ReadModelSchema schema)
    {
        _database = database;
        var tables = new BuildTables(schema.Name);
        var columns = $"""
            {tables.BuildColumns("t")},
            array(select c.odcs_id from jsonb_array_elements_text(t.composes) with ordinality k(key, ord) join {tables.Composes.FullName} c on c.rebuild = t.rebuild and c.key = k.key
                  where c.odcs_id is not null order by k.ord)
            """;
        _list = new(tables.Builds.FullName, columns, r => new(BuildTables.ReadBuild(r), r.GetFieldValue<long[]>(r.FieldCount - 1)));
    }

    /// <param name="page">Ordered by <c>name</c>, <c>rebuild_number</c>, <c>parent_number</c>, <c>external_id</c>, <c>original_nvr</c>, <c>nvr</c>, or by nothing but the number.</param>
    public Task<NumberedRows<ComposedBuild>> PageAsync(NumberedBuildFilter filter, NumberedPage page, CancellationToken ct) =>
        _list.PageAsync(_database, Where(filter), page, ct);

    public async Task<ComposedBuild?> FindAsync(long number, CancellationToken ct) =>
        (await _list.AllAsync(_database, new Conditions().And(number, "t.number = {0}"), ct)).SingleOrDefault();

    /// <summary>All builds of rebuilds, in the order of their numbers.</summary>
    public async Task<ILookup<string, ComposedBuild>> OfRebuildsAsync(IReadOnlyCollection<string> rebuilds, CancellationToken ct) =>
        (await _list.AllAsync(_database, new Conditions().And(rebuilds.ToArray(), "t.rebuild = any({0})"), ct)).ToLookup(b => b.Row.Rebuild);

    static Conditions Where(NumberedBuildFilter f) => new Conditions()
        .And(f.Kind?.ToString(), "t.kind = {0}")
        .And(f.State?.ToString(), "t.state = {0}")
        .And(f.Name, "t.name = {0}")
        .And(f.RebuildNumber, "t.rebuild_number = {0}")
        .And(f.ParentNumber, "t.parent_number = {0}")
        .And(f.ExternalId, "t.external_id = {0}")
        .And(f.OriginalNvr, "t.original_nvr = {0}")
        .And(f.Nvr, "t.nvr = {0}")
        .And(f.TriggerKind?.ToString(), "t.trigger_kind = {0}")
        .And(f.SearchKey, "t.search_key = {0}");
}
