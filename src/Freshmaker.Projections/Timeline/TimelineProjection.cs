using System.Data.Common;
using System.Text.Json;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Projections.Tables;
using Marten;
using Weasel.Postgresql.Tables;

namespace Freshmaker.Projections.Timeline;

/// <summary>An event of a rebuild's history.</summary>
/// <param name="Position">In the rebuild's stream, from 1 without gaps.</param>
/// <param name="Sequence">In the history of everything; there may be gaps.</param>
/// <param name="Kind">The name under which the event is stored.</param>
/// <param name="Artifact">The key of the artifact that it is about, if it is about one.</param>
/// <param name="Data">The event as JSON.</param>
/// <param name="CausationId">The message whose handling recorded it.</param>
/// <param name="CorrelationId">The trace that it belongs to.</param>
public sealed record TimelineRow(
    string Rebuild, long Position, long Sequence, DateTimeOffset At, string Kind, string? Artifact, JsonElement Data, string? CausationId, string? CorrelationId);

/// <summary>One row per event.</summary>
sealed class TimelineProjection(string schema) : PageProjection
{
    readonly RowTable<TimelineRow> _table = TableIn(schema);

    public override string Name => "timeline";

    public override IReadOnlyList<Table> SchemaObjects => [_table.ToSchemaObject()];

    public static RowTable<TimelineRow> TableIn(string schema) => new RowTable<TimelineRow>(schema, "timeline", "rebuild", "position")
        .Text("rebuild", t => t.Rebuild)
        .Number("position", t => t.Position)
        .Number("sequence", t => t.Sequence)
        .Time("at", t => t.At)
        .Text("kind", t => t.Kind)
        .TextOrNull("artifact", t => t.Artifact)
        .Json("data", t => t.Data)
        .TextOrNull("causation_id", t => t.CausationId)
        .TextOrNull("correlation_id", t => t.CorrelationId)
        .Index("rebuild", "artifact", "position");

    public static TimelineRow Read(DbDataReader r) => new(
        r.GetString(0), r.GetInt64(1), r.GetInt64(2), r.Time(3), r.GetString(4), r.TextOrNull(5), r.Json<JsonElement>(6), r.TextOrNull(7), r.TextOrNull(8));

    protected override Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<Recorded> page, CancellationToken ct)
    {
        _table.Save(operations, [.. page.Select(RowOf)]);
        return Task.CompletedTask;
    }

    public static TimelineRow RowOf(Recorded e) => new(
        e.Rebuild, e.Event.Version, e.Event.Sequence, e.At, e.Event.EventTypeName, Rebuilds.RebuildFold.ArtifactOf(e.Data),
        JsonSerializer.SerializeToElement(e.Data, e.Data.GetType(), ReadModelJson.Options), e.Event.CausationId, e.Event.CorrelationId);
}
