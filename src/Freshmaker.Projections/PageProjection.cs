using Freshmaker.Domain.Rebuilds;
using JasperFx.Events;
using Marten;
using Marten.Events.Projections;
using Npgsql;
using Weasel.Postgresql.Tables;

namespace Freshmaker.Projections;

/// <summary>An event of a rebuild with its place in history.</summary>
sealed record Recorded(IRebuildEvent Data, IEvent Event)
{
    public string Rebuild => Event.StreamKey!;

    public DateTimeOffset At => Event.Timestamp.ToUniversalTime();
}

/// <summary>
/// A view in tables of its own, brought up to date a page of events at a time: read the rows that the page touches, fold in memory, write them with
/// one statement per table. The page and the view's progress are committed together, so each event counts once however streams are split over pages.
/// </summary>
abstract class PageProjection : IProjection
{
    /// <summary>The name of its shard, by which it is rebuilt alone.</summary>
    public abstract string Name { get; }

    public abstract IReadOnlyList<Table> SchemaObjects { get; }

    public async Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        List<Recorded> page = [.. events.Where(e => e.Data is IRebuildEvent).Select(e => new Recorded((IRebuildEvent)e.Data, e))];
        if (page.Count > 0)
            await ApplyAsync(operations, page, cancellation);
    }

    protected abstract Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<Recorded> page, CancellationToken ct);

    /// <summary>Rows as the pages before have left them.</summary>
    protected static async Task<List<T>> LoadAsync<T>(
        IDocumentOperations operations, string sql, Func<System.Data.Common.DbDataReader, T> read, CancellationToken ct, params Array[] parameters)
    {
        await using var connection = operations.Database.CreateConnection();
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters)
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        return await Tables.Reading.ReadAsync(command, read, ct);
    }
}
