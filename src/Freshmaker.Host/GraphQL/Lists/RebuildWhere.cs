using System.ComponentModel;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Security;
using Freshmaker.Projections.Rebuilds;
using GraphQL;

namespace Freshmaker.Host.GraphQL.Lists;

[Name("RebuildFilter")]
[Description("Which rebuilds. All that is given must hold. Filters can be combined to a depth of 5, at most 50 of them.")]
public sealed class RebuildWhere
{
    [Description("All of these must hold.")]
    public IReadOnlyList<RebuildWhere>? And { get; set; }

    [Description("At least one of these must hold.")]
    public IReadOnlyList<RebuildWhere>? Or { get; set; }

    [Description("This must not hold.")]
    public RebuildWhere? Not { get; set; }

    [Description("In one of these states.")]
    public IReadOnlyList<RebuildState>? State { get; set; }

    [Description("Caused by one of these kinds of triggers.")]
    public IReadOnlyList<TriggerKind>? TriggerKind { get; set; }

    [Description("Those that build, or leave alone, an artifact of exactly this name.")]
    public string? ArtifactName { get; set; }

    [Description("Those that build, or leave alone, an artifact whose name begins so.")]
    public string? ArtifactNamePrefix { get; set; }

    [Description("Those with a build that replaces exactly this one.")]
    public string? OriginalNvr { get; set; }

    [Description("Those with a build that became exactly this one.")]
    public string? RebuiltNvr { get; set; }

    [Description("With exactly this search key.")]
    public string? SearchKey { get; set; }

    [Description("Caused by the message with exactly this id.")]
    public string? MessageId { get; set; }

    [Description("Because of the advisory of this number: it was shipped, or its rebuild was asked for.")]
    public long? Advisory { get; set; }

    [Description("Because of an advisory that names exactly this CVE, such as `CVE-2031-1001`, when it was planned.")]
    public string? Cve { get; set; }

    [Description("Asked for by exactly this person. Only for those who may read the names of people.")]
    public string? Requester { get; set; }

    [Description("Whether nothing outside is changed.")]
    public bool? DryRun { get; set; }

    [Description("Whether a person asked for it.")]
    public bool? Manual { get; set; }

    [Description("Of this priority or a higher one.")]
    public int? PriorityMin { get; set; }

    [Description("Of this priority or a lower one.")]
    public int? PriorityMax { get; set; }

    [Description("Received at this time or later.")]
    public DateTimeOffset? ReceivedFrom { get; set; }

    [Description("Received before this time.")]
    public DateTimeOffset? ReceivedBefore { get; set; }

    [Description("Ended at this time or later.")]
    public DateTimeOffset? EndedFrom { get; set; }

    [Description("Ended before this time.")]
    public DateTimeOffset? EndedBefore { get; set; }

    [Description("Ended for one of these reasons.")]
    public IReadOnlyList<ReasonCode>? Reason { get; set; }

    [Description("Those with a build that has this id in its build system: a task of Koji, a module build of MBS.")]
    public long? ExternalId { get; set; }

    [Description("Those that need the compose of this id in ODCS.")]
    public long? ComposeId { get; set; }

    internal RebuildFilter ToFilter(Caller caller) => Read(this, FilterReading.Of(caller));

    static RebuildFilter Read(RebuildWhere w, FilterReading at) => new(
        at.Values(w.State, "state"), at.Values(w.TriggerKind, "triggerKind"), at.Text(w.ArtifactName, "artifactName"), at.Text(w.SearchKey, "searchKey"),
        at.Text(w.MessageId, "messageId"), w.ReceivedFrom, w.ReceivedBefore)
    {
        ArtifactNamePrefix = at.Prefix(w.ArtifactNamePrefix, "artifactNamePrefix"),
        OriginalNvr = at.Text(w.OriginalNvr, "originalNvr"),
        RebuiltNvr = at.Text(w.RebuiltNvr, "rebuiltNvr"),
        Advisory = w.Advisory,
        Cve = at.Text(w.Cve, "cve"),
        Requester = at.Person(w.Requester, "requester"),
        DryRun = w.DryRun,
        Manual = w.Manual,
        PriorityMin = w.PriorityMin,
        PriorityMax = w.PriorityMax,
        EndedFrom = w.EndedFrom,
        EndedBefore = w.EndedBefore,
        Reasons = at.Values(w.Reason, "reason"),
        ExternalId = w.ExternalId,
        ComposeId = w.ComposeId,
        And = at.All(w.And, "and", Read),
        Or = at.All(w.Or, "or", Read),
        Not = at.One(w.Not, "not", Read),
    };
}
