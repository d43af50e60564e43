using System.ComponentModel;
using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.GraphQL.Types;
using Freshmaker.Host.Security;
using Freshmaker.Projections.Artifacts;
using Freshmaker.Projections.Builds;
using Freshmaker.Projections.Rebuilds;
using GraphQL;

namespace Freshmaker.Host.GraphQL.Lists;

[Name("ArtifactFilter")]
[Description("Which artifacts. All that is given must hold. Filters can be combined to a depth of 5, at most 50 of them.")]
public sealed class ArtifactWhere
{
    [Description("All of these must hold.")]
    public IReadOnlyList<ArtifactWhere>? And { get; set; }

    [Description("At least one of these must hold.")]
    public IReadOnlyList<ArtifactWhere>? Or { get; set; }

    [Description("This must not hold.")]
    public ArtifactWhere? Not { get; set; }

    [Description("Of one of these kinds.")]
    public IReadOnlyList<ArtifactKind>? Kind { get; set; }

    [Description("Of exactly this name.")]
    public string? Name { get; set; }

    [Description("Those whose name begins so.")]
    public string? NamePrefix { get; set; }

    internal ArtifactFilter ToFilter(Caller caller) => Read(this, FilterReading.Of(caller));

    static ArtifactFilter Read(ArtifactWhere w, FilterReading at) => new()
    {
        Kinds = at.Values(w.Kind, "kind"),
        Name = at.Text(w.Name, "name"),
        NamePrefix = at.Prefix(w.NamePrefix, "namePrefix"),
        And = at.All(w.And, "and", Read),
        Or = at.All(w.Or, "or", Read),
        Not = at.One(w.Not, "not", Read),
    };
}

[Name("MessageFilter")]
[Description("Which messages. All that is given must hold. Filters can be combined to a depth of 5, at most 50 of them.")]
public sealed class MessageWhere
{
    [Description("All of these must hold.")]
    public IReadOnlyList<MessageWhere>? And { get; set; }

    [Description("At least one of these must hold.")]
    public IReadOnlyList<MessageWhere>? Or { get; set; }

    [Description("This must not hold.")]
    public MessageWhere? Not { get; set; }

    [Description("With exactly this id.")]
    public string? Id { get; set; }

    [Description("Of exactly this topic, with its prefix.")]
    public string? Topic { get; set; }

    [Description("Received at this time or later.")]
    public DateTimeOffset? ReceivedFrom { get; set; }

    [Description("Received before this time.")]
    public DateTimeOffset? ReceivedBefore { get; set; }

    [Description("Whether another body came under the same id.")]
    public bool? HasConflicts { get; set; }

    internal RebuildFilter ToFilter(Caller caller) => Read(this, FilterReading.Of(caller));

    static RebuildFilter Read(MessageWhere w, FilterReading at) => new(MessageId: at.Text(w.Id, "id"), ReceivedFrom: w.ReceivedFrom, ReceivedBefore: w.ReceivedBefore)
    {
        Topic = at.Text(w.Topic, "topic"),
        HasConflicts = w.HasConflicts,
        And = at.All(w.And, "and", Read),
        Or = at.All(w.Or, "or", Read),
        Not = at.One(w.Not, "not", Read),
    };
}

[Name("ComposeFilter")]
[Description("Which composes. All that is given must hold. Filters can be combined to a depth of 5, at most 50 of them.")]
public sealed class ComposeWhere
{
    [Description("All of these must hold.")]
    public IReadOnlyList<ComposeWhere>? And { get; set; }

    [Description("At least one of these must hold.")]
    public IReadOnlyList<ComposeWhere>? Or { get; set; }

    [Description("This must not hold.")]
    public ComposeWhere? Not { get; set; }

    [Description("With this id in ODCS. Rebuilds that need the same compose have one row each.")]
    public long? OdcsId { get; set; }

    [Description("In one of these phases.")]
    public IReadOnlyList<ComposePhase>? Phase { get; set; }

    [Id, Description("Needed by the rebuild with this id.")]
    public string? Rebuild { get; set; }

    [Description("Removed by ODCS at this time or later.")]
    public DateTimeOffset? ExpiresFrom { get; set; }

    [Description("Removed by ODCS before this time.")]
    public DateTimeOffset? ExpiresBefore { get; set; }

    internal ComposeFilter ToFilter(Caller caller) => Read(this, FilterReading.Of(caller));

    static ComposeFilter Read(ComposeWhere w, FilterReading at) => new()
    {
        OdcsId = w.OdcsId,
        Phases = at.Values(w.Phase, "phase"),
        Rebuild = w.Rebuild is null ? null : Ids.Rebuild(at.Named("rebuild"), w.Rebuild),
        ExpiresFrom = w.ExpiresFrom,
        ExpiresBefore = w.ExpiresBefore,
        And = at.All(w.And, "and", Read),
        Or = at.All(w.Or, "or", Read),
        Not = at.One(w.Not, "not", Read),
    };
}
