using System.ComponentModel;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Following;
using Freshmaker.Host.GraphQL.Batching;
using Freshmaker.Host.GraphQL.Types;
using Freshmaker.Host.Rebuilding;
using Freshmaker.Projections;
using GraphQL;
using GraphQL.DataLoader;

namespace Freshmaker.Host.GraphQL.Subscriptions;

[Name("RebuildChange")]
[Description("A rebuild came into being or into another state.")]
public sealed class RebuildChangeNode(Change change)
{
    [Description("The place in the history of everything: the id of the event, and what `after` takes.")]
    public long Sequence => change.Sequence;

    [Description("When it happened.")]
    public DateTimeOffset At => change.Event.Timestamp;

    [Description("The state before; null when the rebuild came into being.")]
    public RebuildState? From => change.RebuildFrom;

    [Description("The state after.")]
    public RebuildState To => change.After.State.State;

    [Description("What happened.")]
    public TimelineEventNode Event => new(FoldedHistory.TimelineRowOf(change.Event));

    [Description("The rebuild as it was right after it, whatever has happened since.")]
    public IDataLoaderResult<RebuildNode> Rebuild([FromServices] PastChanges past) => new Deferred<RebuildNode>(async ct => RebuildNode.OrNull(await past.OfAsync(change, ct))!);
}

[Name("BuildChange")]
[Description("A build came into being or into another phase.")]
public sealed class BuildChangeNode(Change change)
{
    [Description("The place in the history of everything: the id of the event, and what `after` takes.")]
    public long Sequence => change.Sequence;

    [Description("When it happened.")]
    public DateTimeOffset At => change.Event.Timestamp;

    [Description("The phase before; null when the build came into being.")]
    public BuildPhase? From => change.BuildFrom;

    [Description("The phase after.")]
    public BuildPhase To => change.BuildAfter.Phase;

    [Description("The state before, in the words of the messages and of the REST API; null when the build came into being.")]
    public BuildState? FromState => change.BuildFrom?.ToState();

    [Description("The state after, in the words of the messages and of the REST API. Several phases are one state, so it can be the same as before.")]
    public BuildState ToState => change.BuildAfter.Phase.ToState();

    [Description("What happened.")]
    public TimelineEventNode Event => new(FoldedHistory.TimelineRowOf(change.Event));

    [Description("The build as it was right after it, whatever has happened since.")]
    public IDataLoaderResult<BuildNode> Build([FromServices] PastChanges past) => new Deferred<BuildNode>(async ct => BuildNode.OrNull(await past.OfAsync(change, ct), change.Build!)!);
}
