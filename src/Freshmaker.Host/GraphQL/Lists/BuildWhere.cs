using System.ComponentModel;
using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.GraphQL.Types;
using Freshmaker.Host.Security;
using Freshmaker.Projections.Builds;
using GraphQL;

namespace Freshmaker.Host.GraphQL.Lists;

[Name("BuildFilter")]
[Description("Which builds. All that is given must hold. Filters can be combined to a depth of 5, at most 50 of them.")]
public sealed class BuildWhere
{
    [Description("All of these must hold.")]
    public IReadOnlyList<BuildWhere>? And { get; set; }

    [Description("At least one of these must hold.")]
    public IReadOnlyList<BuildWhere>? Or { get; set; }

    [Description("This must not hold.")]
    public BuildWhere? Not { get; set; }

    [Description("In one of these states.")]
    public IReadOnlyList<BuildState>? State { get; set; }

    [Description("In one of these phases.")]
    public IReadOnlyList<BuildPhase>? Phase { get; set; }

    [Description("Of artifacts of one of these kinds.")]
    public IReadOnlyList<ArtifactKind>? Kind { get; set; }

    [Description("Of artifacts of exactly this name.")]
    public string? Name { get; set; }

    [Description("Of artifacts whose name begins so.")]
    public string? NamePrefix { get; set; }

    [Description("Of artifacts of exactly this branch.")]
    public string? Branch { get; set; }

    [Description("Those that replace exactly this build.")]
    public string? OriginalNvr { get; set; }

    [Description("Those that became exactly this build.")]
    public string? RebuiltNvr { get; set; }

    [Description("Of rebuilds with exactly this search key.")]
    public string? SearchKey { get; set; }

    [Description("Of the rebuild that the message with exactly this id caused.")]
    public string? MessageId { get; set; }

    [Description("Of rebuilds because of the advisory of this number: it was shipped, or its rebuild was asked for.")]
    public long? Advisory { get; set; }

    [Description("Of rebuilds because of an advisory that names exactly this CVE, such as `CVE-2031-1001`, when it was planned.")]
    public string? Cve { get; set; }

    [Description("Planned for one of these reasons.")]
    public IReadOnlyList<ReasonCode>? Cause { get; set; }

    [Description("Planned by exactly this handler.")]
    public string? Handler { get; set; }

    [Description("With this id in the build system: a task of Koji, a module build of MBS.")]
    public long? ExternalId { get; set; }

    [Description("Those that need the compose of this id in ODCS.")]
    public long? ComposeId { get; set; }

    [Id, Description("Of the rebuild with this id.")]
    public string? Rebuild { get; set; }

    [Description("Planned at this time or later.")]
    public DateTimeOffset? PlannedFrom { get; set; }

    [Description("Planned before this time.")]
    public DateTimeOffset? PlannedBefore { get; set; }

    [Description("Ended at this time or later.")]
    public DateTimeOffset? CompletedFrom { get; set; }

    [Description("Ended before this time.")]
    public DateTimeOffset? CompletedBefore { get; set; }

    internal BuildFilter ToFilter(Caller caller) => Read(this, FilterReading.Of(caller));

    static BuildFilter Read(BuildWhere w, FilterReading at) => new(
        at.Values(w.State, "state"), at.Values(w.Kind, "kind"), at.Text(w.Name, "name"), at.Text(w.Branch, "branch"), w.ExternalId,
        w.Rebuild is null ? null : Ids.Rebuild(at.Named("rebuild"), w.Rebuild))
    {
        Phases = at.Values(w.Phase, "phase"),
        NamePrefix = at.Prefix(w.NamePrefix, "namePrefix"),
        OriginalNvr = at.Text(w.OriginalNvr, "originalNvr"),
        RebuiltNvr = at.Text(w.RebuiltNvr, "rebuiltNvr"),
        SearchKey = at.Text(w.SearchKey, "searchKey"),
        MessageId = at.Text(w.MessageId, "messageId"),
        Advisory = w.Advisory,
        Cve = at.Text(w.Cve, "cve"),
        Causes = at.Values(w.Cause, "cause"),
        Handler = at.Text(w.Handler, "handler"),
        ComposeId = w.ComposeId,
        PlannedFrom = w.PlannedFrom,
        PlannedBefore = w.PlannedBefore,
        CompletedFrom = w.CompletedFrom,
        CompletedBefore = w.CompletedBefore,
        And = at.All(w.And, "and", Read),
        Or = at.All(w.Or, "or", Read),
        Not = at.One(w.Not, "not", Read),
    };
}
