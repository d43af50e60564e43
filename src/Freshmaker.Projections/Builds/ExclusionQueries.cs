using Freshmaker.Domain.Artifacts;
using Freshmaker.Projections.Paging;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Freshmaker.Projections.Builds;

/// <summary>What can be asked about artifacts that were left alone.</summary>
public sealed class ExclusionQueries
{
    readonly NpgsqlDataSource _database;
    readonly Listing<ExclusionRow> _ofRebuild, _ofArtifact;

    public ExclusionQueries([FromKeyedServices(ReadModels.Reading)] NpgsqlDataSource database, ReadModelSchema schema)
    {
        _database = database;
        var table = new BuildTables(schema.Name).Exclusions;
        _ofRebuild = new($"{table.FullName} t", table.ColumnsOf("t"), "t.number", NewestFirst: false, BuildTables.ReadExclusion, "t.rebuild");
        _ofArtifact = _ofRebuild with { NewestFirst = true, Links = ["t.kind", "t.name"] };
    }

    /// <summary>The exclusions of each rebuild, from the first to the last.</summary>
    public Task<IReadOnlyList<Slice<ExclusionRow>>> OfRebuildsAsync(IReadOnlyList<string> rebuilds, PageRequest page, CancellationToken ct) =>
        _ofRebuild.PagesAsync(_database, [.. rebuilds.Select(r => new[] { r })], new(), page, ct);

    public Task<IReadOnlyList<long>> CountOfRebuildsAsync(IReadOnlyList<string> rebuilds, CancellationToken ct) =>
        _ofRebuild.CountsAsync(_database, [.. rebuilds.Select(r => new[] { r })], new(), ct);

    /// <summary>When each artifact was left alone, by whatever rebuild, from the newest to the oldest.</summary>
    public Task<IReadOnlyList<Slice<ExclusionRow>>> OfArtifactsAsync(IReadOnlyList<(ArtifactKind Kind, string Name)> artifacts, PageRequest page, CancellationToken ct) =>
        _ofArtifact.PagesAsync(_database, [.. artifacts.Select(a => new[] { a.Kind.ToString(), a.Name })], new(), page, ct);

    public Task<IReadOnlyList<long>> CountOfArtifactsAsync(IReadOnlyList<(ArtifactKind Kind, string Name)> artifacts, CancellationToken ct) =>
        _ofArtifact.CountsAsync(_database, [.. artifacts.Select(a => new[] { a.Kind.ToString(), a.Name })], new(), ct);
}
