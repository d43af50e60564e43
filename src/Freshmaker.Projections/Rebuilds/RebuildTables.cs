using System.Data.Common;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Projections.Tables;

namespace Freshmaker.Projections.Rebuilds;

/// <summary>The tables of the view of rebuilds.</summary>
sealed class RebuildTables(string schema)
{
    public RowTable<RebuildRow> Rebuilds { get; } = new RowTable<RebuildRow>(schema, "rebuilds", "id")
        .Text("id", r => r.Id)
        .Number("number", r => r.Number)
        .Text("state", r => r.State.ToString())
        .Json("reason", r => r.Reason)
        .TextOrNull("trigger_kind", r => r.TriggerKind?.ToString())
        .Json("trigger", r => r.Trigger)
        .TextOrNull("search_key", r => r.SearchKey)
        .TextOrNull("message_id", r => r.MessageId)
        .TextOrNull("topic", r => r.Topic)
        .Time("received_at", r => r.ReceivedAt)
        .TimeOrNull("sent_at", r => r.SentAt)
        .TimeOrNull("ended_at", r => r.EndedAt)
        .Time("updated_at", r => r.UpdatedAt)
        .Count("planned", r => r.Counts.Planned)
        .Count("building", r => r.Counts.Building)
        .Count("done", r => r.Counts.Done)
        .Count("failed", r => r.Counts.Failed)
        .Count("canceled", r => r.Counts.Canceled)
        .Count("excluded", r => r.Counts.Excluded)
        .Text("root", r => r.Root)
        .TextOrNull("caused_by_rebuild", r => r.CausedByRebuild)
        .TextOrNull("caused_by_build", r => r.CausedByBuild)
        .Json("handlers", r => r.Handlers)
        .Count("conflicts", r => r.Conflicts)
        .Flag("dry_run", r => r.DryRun)
        .Flag("manual", r => r.Manual)
        .TextOrNull("requester", r => r.Requester)
        .NumberOrNull("continues", r => r.Continues)
        .Count("priority", r => r.Priority)
        .TextOrNull("reason_code", r => r.Reason?.Code.ToString())
        .Time("ended_or_never", r => r.EndedAt ?? DateTimeOffset.MaxValue) // lists are ordered by it, which null has no place in
        .Unique("number")
        .Index("state", "number")
        .Index("trigger_kind", "number")
        .Index("dry_run", "number")
        .Index("manual", "number")
        .Index("requester", "number")
        .Index("continues", "number")
        .Index("priority", "number")
        .Index("reason_code", "number")
        .Index("search_key", "number")
        .Index("message_id", "number")
        .Index("topic", "number")
        .Index("conflicts", "number")
        .Index("received_at", "number")
        .Index("ended_or_never", "number")
        .Index("updated_at", "number")
        .Index("root", "number")
        .Index("caused_by_rebuild", "caused_by_build", "number");

    /// <summary>Which artifacts a rebuild plans or excludes, by the rebuild's number so that lists by artifact can be paged; and how far its builds are.</summary>
    public RowTable<RebuildArtifact> Artifacts { get; } = new RowTable<RebuildArtifact>(schema, "rebuild_artifacts", "number", "artifact")
        .Number("number", a => a.Number)
        .Text("artifact", a => a.Artifact)
        .Text("name", a => a.Name)
        .TextOrNull("phase", a => a.Phase?.ToString())
        .Index("name", "number")
        .PrefixIndex("name");

    /// <summary>The CVEs of the advisory that a rebuild is about.</summary>
    public RowTable<RebuildCve> Cves { get; } = new RowTable<RebuildCve>(schema, "rebuild_cves", "number", "cve")
        .Number("number", c => c.Number)
        .Text("cve", c => c.Cve)
        .Index("cve", "number");

    public static RebuildRow Read(DbDataReader r) => new()
    {
        Id = r.GetString(0),
        Number = r.GetInt64(1),
        State = r.Enum<RebuildState>(2),
        Reason = r.JsonOrNull<Reason>(3),
        TriggerKind = r.IsDBNull(4) ? null : r.Enum<TriggerKind>(4),
        Trigger = r.JsonOrNull<Trigger>(5),
        SearchKey = r.TextOrNull(6),
        MessageId = r.TextOrNull(7),
        Topic = r.TextOrNull(8),
        ReceivedAt = r.Time(9),
        SentAt = r.TimeOrNull(10),
        EndedAt = r.TimeOrNull(11),
        UpdatedAt = r.Time(12),
        Counts = new(r.GetInt32(13), r.GetInt32(14), r.GetInt32(15), r.GetInt32(16), r.GetInt32(17), r.GetInt32(18)),
        Root = r.GetString(19),
        CausedByRebuild = r.TextOrNull(20),
        CausedByBuild = r.TextOrNull(21),
        Handlers = new DeferredList<HandlerRow>(r.GetString(22)),
        Conflicts = r.GetInt32(23),
        DryRun = r.GetBoolean(24),
        Manual = r.GetBoolean(25),
        Requester = r.TextOrNull(26),
        Continues = r.NumberOrNull(27),
        Priority = r.GetInt32(28),
    };
}

/// <param name="Number">Of the rebuild.</param>
/// <param name="Artifact">The artifact's key.</param>
/// <param name="Name">The artifact's name.</param>
/// <param name="Phase">Of its build; null while it is only excluded.</param>
sealed record RebuildArtifact(long Number, string Artifact, string Name, BuildPhase? Phase);

/// <param name="Number">Of the rebuild.</param>
sealed record RebuildCve(long Number, string Cve);
