using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Projections.Paging;
using Freshmaker.Projections.Tables;
using Freshmaker.Projections.Timeline;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Freshmaker.Projections.Rebuilds;

/// <summary>Which rebuilds. What is null does not filter.</summary>
/// <param name="ArtifactName">Those that plan or exclude an artifact of this name.</param>
/// <param name="ReceivedFrom">Inclusive.</param>
/// <param name="ReceivedBefore">Exclusive.</param>
public sealed record RebuildFilter(
    IReadOnlyCollection<RebuildState>? States = null, IReadOnlyCollection<TriggerKind>? TriggerKinds = null, string? ArtifactName = null,
    string? SearchKey = null, string? MessageId = null, DateTimeOffset? ReceivedFrom = null, DateTimeOffset? ReceivedBefore = null);

/// <summary>What can be asked about rebuilds. Lists run from the newest to the oldest; those of one parent from the first to the last.</summary>
public sealed class RebuildQueries
{
    readonly NpgsqlDataSource _database;
    readonly RebuildTables _tables;
    readonly string _timeline;
    readonly Listing<RebuildRow> _all, _followUps, _followUpsOfBuild, _cascade;

    public RebuildQueries([FromKeyedServices(ReadModels.Reading)] NpgsqlDataSource database, ReadModelSchema schema)
    {
        _database = database;
        _tables = new(schema.Name);
        _timeline = TimelineProjection.TableIn(schema.Name).FullName;
        _all = List(newestFirst: true);
        _followUps = List(newestFirst: false, "t.caused_by_rebuild");
        _followUpsOfBuild = List(newestFirst: false, "t.caused_by_rebuild", "t.caused_by_build");
        _cascade = List(newestFirst: false, "t.root");
    }

    Listing<RebuildRow> List(bool newestFirst, params string[] links) =>
        new($"{_tables.Rebuilds.FullName} t", _tables.Rebuilds.ColumnsOf("t"), "t.number", newestFirst, RebuildTables.Read, links);

    public async Task<IReadOnlyDictionary<string, RebuildRow>> FindAsync(IReadOnlyCollection<string> ids, CancellationToken ct) =>
        (await SelectAsync(new Conditions().And(ids.ToArray(), "t.id = any({0})"), ct)).ToDictionary(r => r.Id);

    public async Task<RebuildRow?> FindAsync(long number, CancellationToken ct) =>
        (await SelectAsync(new Conditions().And(number, "t.number = {0}"), ct)).SingleOrDefault();

    async Task<List<RebuildRow>> SelectAsync(Conditions where, CancellationToken ct)
    {
        await using var command = where.Command(_database, $"select {_all.Columns} from {_all.From} where {where.Text}");
        return await command.ReadAsync(RebuildTables.Read, ct);
    }

    public Task<Slice<RebuildRow>> PageAsync(RebuildFilter filter, PageRequest page, CancellationToken ct) =>
        _all.PageAsync(_database, Where(filter, page), page, ct);

    public Task<long> CountAsync(RebuildFilter filter, CancellationToken ct) => _all.CountAsync(_database, Where(filter), ct);

    /// <summary>The rebuilds that builds of each rebuild have caused.</summary>
    /// <param name="begunBy">Only those that had begun at this time; all when it is null.</param>
    public Task<IReadOnlyList<Slice<RebuildRow>>> FollowUpsAsync(IReadOnlyList<string> rebuilds, PageRequest page, DateTimeOffset? begunBy, CancellationToken ct) =>
        _followUps.PagesAsync(_database, [.. rebuilds.Select(r => new[] { r })], Begun(begunBy), page, ct);

    public Task<IReadOnlyList<long>> CountFollowUpsAsync(IReadOnlyList<string> rebuilds, DateTimeOffset? begunBy, CancellationToken ct) =>
        _followUps.CountsAsync(_database, [.. rebuilds.Select(r => new[] { r })], Begun(begunBy), ct);

    /// <summary>The rebuilds that each build has caused.</summary>
    public Task<IReadOnlyList<Slice<RebuildRow>>> FollowUpsAsync(
        IReadOnlyList<(string Rebuild, string Build)> builds, PageRequest page, DateTimeOffset? begunBy, CancellationToken ct) =>
        _followUpsOfBuild.PagesAsync(_database, [.. builds.Select(b => new[] { b.Rebuild, b.Build })], Begun(begunBy), page, ct);

    public Task<IReadOnlyList<long>> CountFollowUpsAsync(IReadOnlyList<(string Rebuild, string Build)> builds, DateTimeOffset? begunBy, CancellationToken ct) =>
        _followUpsOfBuild.CountsAsync(_database, [.. builds.Select(b => new[] { b.Rebuild, b.Build })], Begun(begunBy), ct);

    /// <summary>All rebuilds of the cascades that begin with each root.</summary>
    public Task<IReadOnlyList<Slice<RebuildRow>>> CascadesAsync(IReadOnlyList<string> roots, PageRequest page, DateTimeOffset? begunBy, CancellationToken ct) =>
        _cascade.PagesAsync(_database, [.. roots.Select(r => new[] { r })], Begun(begunBy), page, ct);

    public Task<IReadOnlyList<long>> CountCascadesAsync(IReadOnlyList<string> roots, DateTimeOffset? begunBy, CancellationToken ct) =>
        _cascade.CountsAsync(_database, [.. roots.Select(r => new[] { r })], Begun(begunBy), ct);

    /// <summary>A rebuild begins with its first event, whose time no row of this view holds.</summary>
    Conditions Begun(DateTimeOffset? by) =>
        new Conditions().And(by, $"exists (select 1 from {_timeline} e where e.rebuild = t.id and e.position = 1 and e.at <= {{0}})");

    Conditions Where(RebuildFilter f, PageRequest? page = null)
    {
        var where = new Conditions()
            .AndOneOf(f.States?.Select(s => s.ToString()), "t.state")
            .AndOneOf(f.TriggerKinds?.Select(k => k.ToString()), "t.trigger_kind")
            .And(f.SearchKey, "t.search_key = {0}")
            .And(f.MessageId, "t.message_id = {0}")
            .And(f.ReceivedFrom, "t.received_at >= {0}")
            .And(f.ReceivedBefore, "t.received_at < {0}");
        if (f.ArtifactName is not null)
        {
            // The bounds of the page are repeated inside, else a deep page reads the artifact's whole history down to it.
            var bounds = (page?.After is { } a ? $" and a.number < {where.Parameter(a)}" : "") + (page?.Before is { } b ? $" and a.number > {where.Parameter(b)}" : "");
            where.And(f.ArtifactName, $"t.number in (select a.number from {_tables.Artifacts.FullName} a where a.name = {{0}}{bounds})");
        }

        return where;
    }
}
