using Freshmaker.Projections.Paging;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Freshmaker.Projections.Builds;

/// <summary>What can be asked about artifacts that were left alone.</summary>
public sealed class ExclusionQueries
{
    readonly NpgsqlDataSource _database;
    readonly Listing<ExclusionRow> _ofRebuild;

    public ExclusionQueries([FromKeyedServices(ReadModels.Reading)] NpgsqlDataSource database, ReadModelSchema schema)
    {
        _database = database;
        var table = new BuildTables(schema.Name).Exclusions;
        _ofRebuild = new($"{table.FullName} t", table.ColumnsOf("t"), "t.number", NewestFirst: false, BuildTables.ReadExclusion, "t.rebuild");
    }

    /// <summary>The exclusions of each rebuild, from the first to the last.</summary>
    public Task<IReadOnlyList<Slice<ExclusionRow>>> OfRebuildsAsync(IReadOnlyList<string> rebuilds, PageRequest page, CancellationToken ct) =>
        _ofRebuild.PagesAsync(_database, [.. rebuilds.Select(r => new[] { r })], new(), page, ct);

    public Task<IReadOnlyList<long>> CountOfRebuildsAsync(IReadOnlyList<string> rebuilds, CancellationToken ct) =>
        _ofRebuild.CountsAsync(_database, [.. rebuilds.Select(r => new[] { r })], new(), ct);
}
