using Freshmaker.Projections.Paging;
using Freshmaker.Projections.Rebuilds;

namespace Freshmaker.Projections.Builds;

/// <summary>Filters of builds as conditions on the table <c>t</c>; see <see cref="RebuildConditions"/>.</summary>
sealed class BuildConditions(string schema)
{
    readonly BuildTables _tables = new(schema);
    readonly RebuildTables _rebuilds = new(schema);

    public Conditions Of(BuildFilter filter) => new Conditions().And(filter, Add);

    void Add(Conditions where, BuildFilter f) => where
        .AndOneOf(f.States?.Select(s => s.ToString()), "t.state")
        .AndOneOf(f.Phases?.Select(p => p.ToString()), "t.phase")
        .AndOneOf(f.Kinds?.Select(k => k.ToString()), "t.kind")
        .And(f.Name, "t.name = {0}")
        .And(Conditions.BeginsWith(f.NamePrefix), "t.name like {0}")
        .And(f.Branch, "t.branch = {0}")
        .And(f.OriginalNvr, "t.original_nvr = {0}")
        .And(f.RebuiltNvr, "t.nvr = {0}")
        .And(f.SearchKey, "t.search_key = {0}")
        .And(f.MessageId, $"t.rebuild = any(array(select r.id from {_rebuilds.Rebuilds.FullName} r where r.message_id = {{0}}))")
        .AndOneOf(f.Advisory is null ? null : Advisories.Kinds, "t.trigger_kind")
        .And(Advisories.SearchKey(f.Advisory), "t.search_key = {0}")
        .And(f.Cve, $"t.rebuild_number = any(array(select c.number from {_rebuilds.Cves.FullName} c where c.cve = {{0}}))")
        .AndOneOf(f.Causes?.Select(c => c.ToString()), "t.cause_code")
        .And(f.Handler, "t.handler = {0}")
        .And(f.ExternalId, "t.external_id = {0}")
        .And(f.ComposeId, "t.number = any(array("
            + $"select b.number from {_tables.Composes.FullName} c join {_tables.Builds.FullName} b on b.rebuild = c.rebuild and b.composes ? c.key where c.odcs_id = {{0}}))")
        .And(f.Rebuild, "t.rebuild = {0}")
        .And(f.PlannedFrom, "t.planned_at >= {0}")
        .And(f.PlannedBefore, "t.planned_at < {0}")
        .And(f.CompletedFrom, "(t.completed_or_never >= {0} and t.completed_or_never < 'infinity')")
        .And(f.CompletedBefore, "t.completed_or_never < {0}");
}
