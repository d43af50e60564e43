using Freshmaker.Projections.Paging;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Freshmaker.Projections.Builds;

/// <summary>What can be asked about composes. Lists run from the newest to the oldest.</summary>
public sealed class ComposeQueries
{
    readonly NpgsqlDataSource _database;
    readonly Listing<ComposeRow> _all;

    public ComposeQueries([FromKeyedServices(ReadModels.Reading)] NpgsqlDataSource database, ReadModelSchema schema)
    {
        _database = database;
        var table = new BuildTables(schema.Name).Composes;
        _all = new($"{table.FullName} t", table.ColumnsOf("t"), "t.number", NewestFirst: true, BuildTables.ReadCompose);
    }

    public Task<Slice<ComposeRow>> PageAsync(ComposeFilter filter, PageRequest page, CancellationToken ct) => _all.PageAsync(_database, Where(filter), page, ct);

    public Task<long> CountAsync(ComposeFilter filter, CancellationToken ct) => _all.CountAsync(_database, Where(filter), ct);

    static Conditions Where(ComposeFilter filter) => new Conditions().And(filter, (where, f) => where
        .And(f.OdcsId, "t.odcs_id = {0}")
        .AndOneOf(f.Phases?.Select(p => p.ToString()), "t.phase")
        .And(f.Rebuild, "t.rebuild = {0}")
        .And(f.ExpiresFrom, "t.expires_at >= {0}")
        .And(f.ExpiresBefore, "t.expires_at < {0}"));
}
