using System.Data.Common;
using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Projections.Artifacts;
using Freshmaker.Projections.Tables;

namespace Freshmaker.Projections.Builds;

/// <summary>The tables of the view of builds.</summary>
sealed class BuildTables(string schema)
{
    public RowTable<BuildRow> Builds { get; } = new RowTable<BuildRow>(schema, "builds", "rebuild", "key")
        .Text("rebuild", b => b.Rebuild)
        .Text("key", b => b.Key)
        .Number("number", b => b.Number)
        .Text("kind", b => b.Artifact.Kind.ToString())
        .Text("name", b => b.Artifact.Name)
        .Text("branch", b => b.Artifact.Branch)
        .Text("handler", b => b.Handler)
        .Text("phase", b => b.Phase.ToString())
        .Text("state", b => b.State.ToString())
        .Json("cause", b => b.Cause)
        .Json("recipe", b => b.Recipe)
        .Json("parents", b => b.Parents)
        .TextOrNull("revision", b => b.Revision)
        .NumberOrNull("external_id", b => b.ExternalId)
        .TextOrNull("url", b => b.Url)
        .Flag("adopted", b => b.Adopted)
        .TextOrNull("observed", b => b.Observed?.ToString())
        .TextOrNull("version", b => b.Version)
        .TextOrNull("context", b => b.Context)
        .Count("attempt", b => b.Attempt)
        .TimeOrNull("not_before", b => b.NotBefore)
        .Json("reason", b => b.Reason)
        .Time("planned_at", b => b.PlannedAt)
        .TimeOrNull("started_at", b => b.StartedAt)
        .TimeOrNull("completed_at", b => b.CompletedAt)
        .Time("updated_at", b => b.UpdatedAt)
        .TextOrNull("original_nvr", b => b.OriginalNvr)
        .TextOrNull("nvr", b => b.Nvr)
        .Count("build_attempt", b => b.Try)
        .Text("because", b => b.Because.ToString())
        .TextOrNull("task", b => b.Task?.ToString())
        .Flag("stuck", b => b.IsStuck)
        .Json("composes", b => b.Composes)
        .NumberOrNull("rebuild_number", b => b.Around?.RebuildNumber)
        .TextOrNull("trigger_kind", b => b.Around?.TriggerKind?.ToString())
        .TextOrNull("search_key", b => b.Around?.SearchKey)
        .NumberOrNull("parent_number", b => b.Around?.Parent?.Number)
        .TextOrNull("parent_name", b => b.Around?.Parent?.Name)
        .Text("cause_code", b => b.Cause.Code.ToString())
        .Time("completed_or_never", b => b.CompletedAt ?? DateTimeOffset.MaxValue) // lists are ordered by it, which null has no place in
        .TextOrNull("fault", b => b.Fault?.ToString())
        .Unique("number")
        .Index("rebuild_number", "number")
        .Index("trigger_kind", "number")
        .Index("search_key", "number")
        .Index("parent_number", "number")
        .Index("cause_code", "number")
        .Index("rebuild", "number")
        .Index("state", "number")
        .Index("kind", "number")
        .Index("name", "number")
        .Index("branch", "number")
        .Index("external_id", "number")
        .Index("original_nvr", "number")
        .Index("nvr", "number")
        .Index("phase", "number")
        .Index("handler", "number")
        .Index("planned_at", "number")
        .Index("completed_or_never", "number")
        .PrefixIndex("name");

    /// <summary>The columns that are only read with a part. The columns that others are made from are there to be searched by, and never read.</summary>
    static readonly Dictionary<string, BuildParts> Parts = new()
    {
        ["state"] = BuildParts.None,
        ["cause_code"] = BuildParts.None,
        ["completed_or_never"] = BuildParts.None,
        ["cause"] = BuildParts.Cause,
        ["recipe"] = BuildParts.Recipe,
        ["reason"] = BuildParts.Reason,
        ["fault"] = BuildParts.Reason,
        ["parents"] = BuildParts.Parents,
        ["composes"] = BuildParts.Composes,
        ["planned_at"] = BuildParts.Times,
        ["started_at"] = BuildParts.Times,
        ["completed_at"] = BuildParts.Times,
        ["updated_at"] = BuildParts.Times,
        ["revision"] = BuildParts.Outside,
        ["external_id"] = BuildParts.Outside,
        ["url"] = BuildParts.Outside,
        ["adopted"] = BuildParts.Outside,
        ["observed"] = BuildParts.Outside,
        ["version"] = BuildParts.Outside,
        ["context"] = BuildParts.Outside,
        ["task"] = BuildParts.Outside,
        ["attempt"] = BuildParts.Steps,
        ["not_before"] = BuildParts.Steps,
        ["build_attempt"] = BuildParts.Steps,
        ["because"] = BuildParts.Steps,
        ["stuck"] = BuildParts.Steps,
        ["rebuild_number"] = BuildParts.Surroundings,
        ["trigger_kind"] = BuildParts.Surroundings,
        ["search_key"] = BuildParts.Surroundings,
        ["parent_number"] = BuildParts.Surroundings,
        ["parent_name"] = BuildParts.Surroundings,
    };

    /// <summary>What <see cref="ReadBuild"/> reads.</summary>
    public string BuildColumns(string alias, BuildParts parts = BuildParts.All) => Builds.ColumnsOf(alias, column => !Parts.TryGetValue(column, out var part) || (part & parts) != 0);

    public RowTable<ExclusionRow> Exclusions { get; } = new RowTable<ExclusionRow>(schema, "exclusions", "number")
        .Text("rebuild", x => x.Rebuild)
        .Number("number", x => x.Number)
        .Text("kind", x => x.Artifact.Kind.ToString())
        .Text("name", x => x.Artifact.Name)
        .Text("branch", x => x.Artifact.Branch)
        .Text("handler", x => x.Handler)
        .Json("reason", x => x.Reason)
        .Time("at", x => x.At)
        .TextOrNull("nvr", x => x.Nvr)
        .Index("rebuild", "number")
        .Index("name", "number");

    /// <summary>The parents of builds, turned round so that children are found.</summary>
    public RowTable<EdgeRow> Edges { get; } = new RowTable<EdgeRow>(schema, "build_edges", "rebuild", "parent", "child")
        .Text("rebuild", e => e.Rebuild)
        .Text("parent", e => e.Parent)
        .Number("child", e => e.Child);

    public RowTable<HeadRow> Heads { get; } = new RowTable<HeadRow>(schema, "rebuild_heads", "rebuild")
        .Text("rebuild", h => h.Rebuild)
        .Number("number", h => h.Number)
        .TextOrNull("trigger_kind", h => h.TriggerKind?.ToString())
        .TextOrNull("search_key", h => h.SearchKey);

    public RowTable<ComposeRow> Composes { get; } = new RowTable<ComposeRow>(schema, "composes", "rebuild", "key")
        .Text("rebuild", c => c.Rebuild)
        .Text("key", c => c.Key)
        .Number("number", c => c.Number)
        .NumberOrNull("odcs_id", c => c.OdcsId)
        .Text("phase", c => c.Phase.ToString())
        .Json("need", c => c.Need)
        .Time("requested_at", c => c.RequestedAt)
        .Time("updated_at", c => c.UpdatedAt)
        .TimeOrNull("expires_at", c => c.ExpiresAt)
        .Flag("stuck", c => c.IsStuck)
        .Json("reason", c => c.Reason)
        .Unique("number")
        .Index("odcs_id", "number")
        .Index("phase", "number")
        .Index("expires_at", "number");

    public RowTable<ArtifactRow> Artifacts { get; } = new RowTable<ArtifactRow>(schema, "artifacts", "kind", "name")
        .Text("kind", a => a.Kind.ToString())
        .Text("name", a => a.Name)
        .Number("number", a => a.Number)
        .Time("first_seen_at", a => a.FirstSeenAt)
        .Time("last_seen_at", a => a.LastSeenAt)
        .Count("planned", a => a.Counts.Planned)
        .Count("building", a => a.Counts.Building)
        .Count("done", a => a.Counts.Done)
        .Count("failed", a => a.Counts.Failed)
        .Count("canceled", a => a.Counts.Canceled)
        .Count("excluded", a => a.Counts.Excluded)
        .Index("name", "number")
        .Index("kind", "name", "number")
        .PrefixIndex("name");

    public static HeadRow ReadHead(DbDataReader r) => new(r.GetString(0), r.GetInt64(1), r.IsDBNull(2) ? null : r.Enum<TriggerKind>(2), r.TextOrNull(3));

    public static ComposeRow ReadCompose(DbDataReader r) => new(r.GetString(0), r.GetString(1), r.GetInt64(2), r.NumberOrNull(3))
    {
        Phase = r.Enum<ComposePhase>(4),
        Need = r.JsonOrNull<Prerequisite>(5),
        RequestedAt = r.Time(6),
        UpdatedAt = r.Time(7),
        ExpiresAt = r.TimeOrNull(8),
        IsStuck = r.GetBoolean(9),
        Reason = r.JsonOrNull<Reason>(10),
    };

    public static ArtifactRow ReadArtifact(DbDataReader r) => new(
        r.Enum<ArtifactKind>(0), r.GetString(1), r.GetInt64(2), r.Time(3), r.Time(4),
        new(r.GetInt32(5), r.GetInt32(6), r.GetInt32(7), r.GetInt32(8), r.GetInt32(9), r.GetInt32(10)));

    public static BuildRow ReadBuild(DbDataReader r) => new()
    {
        Rebuild = r.GetString(0),
        Key = r.GetString(1),
        Number = r.GetInt64(2),
        Artifact = new(r.Enum<ArtifactKind>(3), r.GetString(4), r.GetString(5)),
        Handler = r.GetString(6),
        Phase = r.Enum<BuildPhase>(7),
        StoredCause = r.IsDBNull(9) ? null : new(r.GetString(9)),
        StoredRecipe = r.IsDBNull(10) ? null : new(r.GetString(10)),
        Parents = r.ListOrEmpty<string>(11),
        Revision = r.TextOrNull(12),
        ExternalId = r.NumberOrNull(13),
        Url = r.TextOrNull(14),
        Adopted = !r.IsDBNull(15) && r.GetBoolean(15),
        Observed = r.IsDBNull(16) ? null : r.Enum<ModuleBuildState>(16),
        Version = r.TextOrNull(17),
        Context = r.TextOrNull(18),
        Attempt = r.IsDBNull(19) ? 1 : r.GetInt32(19),
        NotBefore = r.TimeOrNull(20),
        Reason = r.JsonOrNull<Reason>(21),
        PlannedAt = r.TimeOrNull(22) ?? default,
        StartedAt = r.TimeOrNull(23),
        CompletedAt = r.TimeOrNull(24),
        UpdatedAt = r.TimeOrNull(25) ?? default,
        OriginalNvr = r.TextOrNull(26),
        Nvr = r.TextOrNull(27),
        Try = r.IsDBNull(28) ? 1 : r.GetInt32(28),
        Because = r.IsDBNull(29) ? default : r.Enum<RebuildReason>(29),
        Task = r.IsDBNull(30) ? null : r.Enum<TaskState>(30),
        IsStuck = !r.IsDBNull(31) && r.GetBoolean(31),
        Composes = r.ListOrEmpty<string>(32),
        Around = r.IsDBNull(33) ? null : new(
            r.GetInt64(33), r.IsDBNull(34) ? null : r.Enum<TriggerKind>(34), r.TextOrNull(35), r.IsDBNull(36) ? null : new(r.GetInt64(36), r.GetString(37))),
        Fault = r.IsDBNull(40) ? null : r.Enum<FaultClass>(40),
    };

    public static ExclusionRow ReadExclusion(DbDataReader r) => new(
        r.GetString(0), r.GetInt64(1), new(r.Enum<ArtifactKind>(2), r.GetString(3), r.GetString(4)), r.GetString(5), r.Json<Reason>(6), r.Time(7), r.TextOrNull(8));
}
