using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Projections.Paging;
using Freshmaker.Projections.Tables;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Freshmaker.Projections.Rebuilds;

/// <summary>Which rebuilds: those that have one of the values. What is null does not filter; of an empty list nothing is found.</summary>
public sealed record NumberedRebuildFilter(
    IReadOnlyCollection<string>? MessageIds = null, IReadOnlyCollection<string>? SearchKeys = null, IReadOnlyCollection<TriggerKind>? TriggerKinds = null,
    IReadOnlyCollection<string>? Requesters = null, IReadOnlyCollection<RebuildState>? States = null);

/// <summary>A rebuild and the public numbers of those that it follows from, and that follow from it: caused by one of its builds, or asked to continue it.</summary>
public sealed record RelatedRebuild(RebuildRow Row, IReadOnlyList<long> DependsOn, IReadOnlyList<long> Depending);

/// <summary>Rebuilds in pages that are addressed by numbers.</summary>
public sealed class NumberedRebuilds
{
    readonly NpgsqlDataSource _database;
    readonly NumberedListing<RelatedRebuild> _list;

    public NumberedRebuilds([FromKeyedServices(ReadModels.Reading)] NpgsqlDataSource database, ReadModelSchema schema)
    {
        _database = database;
        var table = new RebuildTables(schema.Name).Rebuilds;
        var columns = $"""
            {table.ColumnsOf("t")},
            array(select r.number from {table.FullName} r where r.id = t.caused_by_rebuild union select r.number from {table.FullName} r where r.number = t.continues order by 1),
            array(select r.number from {table.FullName} r where r.caused_by_rebuild = t.id union select r.number from {table.FullName} r where r.continues = t.number order by 1)
            """;
        _list = new(table.FullName, columns, r => new(RebuildTables.Read(r), r.GetFieldValue<long[]>(r.FieldCount - 2), r.GetFieldValue<long[]>(r.FieldCount - 1)));
    }

    /// <param name="page">Ordered by <c>message_id</c> or by nothing but the number.</param>
    public Task<NumberedRows<RelatedRebuild>> PageAsync(NumberedRebuildFilter filter, NumberedPage page, CancellationToken ct) =>
        _list.PageAsync(_database, Where(filter), page, ct);

    public async Task<RelatedRebuild?> FindAsync(long number, CancellationToken ct) =>
        (await _list.AllAsync(_database, new Conditions().And(number, "t.number = {0}"), ct)).SingleOrDefault();

    static Conditions Where(NumberedRebuildFilter f) => new Conditions()
        .AndOneOf(f.MessageIds, "t.message_id")
        .AndOneOf(f.SearchKeys, "t.search_key")
        .AndOneOf(f.TriggerKinds?.Select(k => k.ToString()), "t.trigger_kind")
        .AndOneOf(f.Requesters, "t.requester")
        .AndOneOf(f.States?.Select(s => s.ToString()), "t.state");
}
