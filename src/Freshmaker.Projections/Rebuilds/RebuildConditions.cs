using System.Globalization;
using Freshmaker.Domain.Messages;
using Freshmaker.Projections.Builds;
using Freshmaker.Projections.Paging;

namespace Freshmaker.Projections.Rebuilds;

/// <summary>
/// Filters of rebuilds as conditions on the table <c>t</c>. Each alone is answered by an index. What other tables know is found there first, as an array of the few
/// numbers it can be, so that it remains a matter of an index where filters are combined.
/// </summary>
sealed class RebuildConditions(string schema)
{
    readonly RebuildTables _tables = new(schema);
    readonly BuildTables _builds = new(schema);

    /// <param name="order">Of the page.</param>
    public Conditions Of(RebuildFilter filter, ListOrder<RebuildSort>? order = null, PageRequest? page = null)
    {
        var where = new Conditions();
        // The bounds of the page are repeated inside, else a deep page reads the artifact's whole history down to it.
        var bounds = order is { By: RebuildSort.Number } ? Bound(page?.After, order.Descending ? "<" : ">") + Bound(page?.Before, order.Descending ? ">" : "<") : "";
        return where.And(filter, (w, f) => Add(w, f, bounds));

        string Bound(long? number, string than) => number is { } n ? $" and a.number {than} {where.Parameter(n)}" : "";
    }

    void Add(Conditions where, RebuildFilter f, string bounds) => where
        .AndOneOf(f.States?.Select(s => s.ToString()), "t.state")
        .AndOneOf(f.TriggerKinds?.Select(k => k.ToString()), "t.trigger_kind")
        .And(f.SearchKey, "t.search_key = {0}")
        .And(f.MessageId, "t.message_id = {0}")
        .And(f.ReceivedFrom, "t.received_at >= {0}")
        .And(f.ReceivedBefore, "t.received_at < {0}")
        .And(f.ArtifactName, $"t.number in (select a.number from {_tables.Artifacts.FullName} a where a.name = {{0}}{bounds})")
        .And(Conditions.BeginsWith(f.ArtifactNamePrefix), $"t.number in (select a.number from {_tables.Artifacts.FullName} a where a.name like {{0}}{bounds})")
        .And(f.OriginalNvr, $"t.number = any(array(select b.rebuild_number from {_builds.Builds.FullName} b where b.original_nvr = {{0}}))")
        .And(f.RebuiltNvr, $"t.number = any(array(select b.rebuild_number from {_builds.Builds.FullName} b where b.nvr = {{0}}))")
        .And(f.ExternalId, $"t.number = any(array(select b.rebuild_number from {_builds.Builds.FullName} b where b.external_id = {{0}}))")
        .And(f.ComposeId, $"t.id = any(array(select c.rebuild from {_builds.Composes.FullName} c where c.odcs_id = {{0}}))")
        .AndOneOf(f.Advisory is null ? null : Advisories.Kinds, "t.trigger_kind")
        .And(Advisories.SearchKey(f.Advisory), "t.search_key = {0}")
        .And(f.Cve, $"t.number = any(array(select c.number from {_tables.Cves.FullName} c where c.cve = {{0}}))")
        .And(f.Requester, "t.requester = {0}")
        .And(f.DryRun, "t.dry_run = {0}")
        .And(f.Manual, "t.manual = {0}")
        .And(f.PriorityMin, "t.priority >= {0}")
        .And(f.PriorityMax, "t.priority <= {0}")
        .And(f.EndedFrom, "(t.ended_or_never >= {0} and t.ended_or_never < 'infinity')")
        .And(f.EndedBefore, "t.ended_or_never < {0}")
        .AndOneOf(f.Reasons?.Select(c => c.ToString()), "t.reason_code")
        .And(f.Topic, "t.topic = {0}")
        .And(f.HasConflicts is null ? null : 0, f.HasConflicts == true ? "t.conflicts > {0}" : "t.conflicts = {0}");
}

/// <summary>How rows tell which advisory they are about: by the kind of their trigger and its search key.</summary>
static class Advisories
{
    public static IReadOnlyList<string> Kinds { get; } = [nameof(TriggerKind.AdvisoryShipped), nameof(TriggerKind.AdvisoryRebuildRequested)];

    public static string? SearchKey(long? advisory) => advisory?.ToString(CultureInfo.InvariantCulture);
}
