using System.Text.Json;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Projections.Paging;
using Freshmaker.Projections.Tables;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Freshmaker.Projections.Timeline;

/// <summary>Which events. What is null does not filter.</summary>
/// <param name="Kinds">Names under which events are stored.</param>
/// <param name="Artifact">The key of the artifact that they are about.</param>
public sealed record TimelineFilter(IReadOnlyCollection<string>? Kinds = null, string? Artifact = null)
{
    public bool Fits(TimelineRow row) => (Kinds is null || Kinds.Contains(row.Kind)) && (Artifact is null || Artifact == row.Artifact);

    public override string ToString() => $"{(Kinds is null ? "all" : string.Join(',', Kinds))} {Artifact}";
}

/// <summary>What can be asked about the history of rebuilds.</summary>
public sealed class TimelineQueries
{
    readonly NpgsqlDataSource _database;
    readonly Listing<TimelineRow> _ofRebuild, _ofArtifact;

    public TimelineQueries([FromKeyedServices(ReadModels.Reading)] NpgsqlDataSource database, ReadModelSchema schema)
    {
        _database = database;
        var table = TimelineProjection.TableIn(schema.Name);
        _ofRebuild = new($"{table.FullName} t", table.ColumnsOf("t"), "t.position", NewestFirst: false, TimelineProjection.Read, "t.rebuild") { IsIndexed = true };
        _ofArtifact = _ofRebuild with { Links = ["t.rebuild", "t.artifact"] };
    }

    /// <summary>The events of each rebuild, from the first to the last.</summary>
    public Task<IReadOnlyList<Slice<TimelineRow>>> OfRebuildsAsync(IReadOnlyList<string> rebuilds, TimelineFilter filter, PageRequest page, CancellationToken ct) =>
        _ofRebuild.PagesAsync(_database, [.. rebuilds.Select(r => new[] { r })], Where(filter), page, ct);

    public Task<IReadOnlyList<long>> CountOfRebuildsAsync(IReadOnlyList<string> rebuilds, TimelineFilter filter, CancellationToken ct) =>
        _ofRebuild.CountsAsync(_database, [.. rebuilds.Select(r => new[] { r })], Where(filter), ct);

    /// <summary>The events about each artifact of a rebuild, from the first to the last.</summary>
    public Task<IReadOnlyList<Slice<TimelineRow>>> OfArtifactsAsync(
        IReadOnlyList<(string Rebuild, string Key)> artifacts, TimelineFilter filter, PageRequest page, CancellationToken ct) =>
        _ofArtifact.PagesAsync(_database, [.. artifacts.Select(a => new[] { a.Rebuild, a.Key })], Where(filter), page, ct);

    public Task<IReadOnlyList<long>> CountOfArtifactsAsync(IReadOnlyList<(string Rebuild, string Key)> artifacts, TimelineFilter filter, CancellationToken ct) =>
        _ofArtifact.CountsAsync(_database, [.. artifacts.Select(a => new[] { a.Rebuild, a.Key })], Where(filter), ct);

    static Conditions Where(TimelineFilter filter) => new Conditions().AndOneOf(filter.Kinds, "t.kind").And(filter.Artifact, "t.artifact = {0}");

    /// <summary>The messages that opened rebuilds, as they came.</summary>
    public async Task<IReadOnlyDictionary<string, MessageReceived>> MessagesAsync(IReadOnlyCollection<string> rebuilds, CancellationToken ct)
    {
        var where = new Conditions().And(rebuilds.ToArray(), "t.rebuild = any({0}) and t.position = 1");
        await using var command = where.Command(_database, $"select t.rebuild, t.data from {_ofRebuild.From} where {where.Text}");
        return (await command.ReadAsync(r => (Rebuild: r.GetString(0), Message: r.Json<MessageReceived>(1)), ct)).ToDictionary(m => m.Rebuild, m => m.Message);
    }
}
