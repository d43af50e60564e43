using System.ComponentModel;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.GraphQL.Batching;
using Freshmaker.Host.GraphQL.Paging;
using Freshmaker.Host.Rebuilding;
using Freshmaker.Projections.Builds;
using GraphQL;
using GraphQL.DataLoader;

namespace Freshmaker.Host.GraphQL.Types;

[Name("Build")]
[Description("The build of one artifact within a rebuild.")]
/// <param name="past">Null: as it is now.</param>
[Implements(typeof(INode))]
public sealed class BuildNode(BuildRow row, PastRebuild? past = null) : INode
{
    internal static BuildNode? OrNull(PastRebuild? past, string key) => past?.Rows.Build(key) is { } row ? new(row, past) : null;

    [Id, Description("The id: the id of the rebuild, a slash, and the key of the artifact.")]
    public string Id => $"{row.Rebuild}/{row.Key}";

    [Description("The public number. It never changes.")]
    public long Number => row.Number;

    [Description("The rebuild that it is part of.")]
    public IDataLoaderResult<RebuildNode?> Rebuild([FromServices] Loaders loaders) => loaders.Rebuild(row.Rebuild, past);

    [Description("What is built.")]
    public ArtifactNode Artifact => new(row.Artifact);

    [Description("The handler that planned it.")]
    public string Handler => row.Handler;

    [Description("How far it is, in the words of the messages and of the REST API.")]
    public BuildState State => row.State;

    [Description("How far it is, precisely.")]
    public BuildPhase Phase => row.Phase;

    [Description("Why it is built.")]
    public ReasonNode Cause => new(row.Cause);

    [Description("Why it failed, was blocked or canceled, or is tried again.")]
    public ReasonNode? Reason => ReasonNode.OrNull(row.Reason);

    [Description("The builds of the same rebuild that must be done first.")]
    public IDataLoaderResult<IReadOnlyList<BuildNode>> Parents([FromServices] Loaders loaders) => loaders.Parents(row, past);

    [Paged, Description("The builds of the same rebuild that need it.")]
    public IDataLoaderResult<Connection<BuildNode>> Children([FromServices] Loaders loaders, IResolveFieldContext context) =>
        loaders.ChildrenOf(context, row, past);

    [Description("The build that it replaces, of an image that is known by one.")]
    public string? OriginalNvr => row.OriginalNvr;

    [Description("The build that it becomes: what the attempt under way will be called, what it is called at the end.")]
    public string? Nvr => row.Nvr;

    [Description("Which attempt at building it this is, from 1.")]
    public int BuildAttempt => row.Try;

    [Description("Whether a change affects it by itself, or it is rebuilt because of its parents.")]
    public RebuildReason Because => row.Because;

    [Description("Its place among the builds that wait for their turn, from 1; null when it does not wait for one. Of the past it is null: what else waited then is not told by one rebuild.")]
    public IDataLoaderResult<int?>? QueuePosition([FromServices] Loaders loaders) => past is null ? loaders.QueuePosition(row) : null;

    [Description("All that it waits for, what comes first first; empty once it has ended. From the events themselves, so it is never behind.")]
    public IDataLoaderResult<IReadOnlyList<BlockerNode>> WaitingFor([FromServices] Loaders loaders) =>
        loaders.WaitingFor(row, past);

    [Complexity(20), Description("Why it is there: back through its plan, what it needs, policy, the trigger and earlier rebuilds to the first message and, where it is known, the person.")]
    public IDataLoaderResult<WhyNode> Why([FromServices] Loaders loaders) => loaders.Why(row, past);

    [Description("Nothing has been heard of it for longer than is usual.")]
    public bool IsStuck => row.IsStuck;

    [Description("The last state that Koji reported of its task.")]
    public TaskState? TaskState => row.Task;

    [Description("The commit that it is built from, once there is one.")]
    public string? Revision => row.Revision;

    [Description("The build system's id, once it has one.")]
    public long? ExternalId => row.ExternalId;

    [Description("Where people can look at it in the build system.")]
    public string? Url => row.Url;

    [Description("The build existed before it was asked for: submitted before a crash, or by someone else.")]
    public bool Adopted => row.Adopted;

    [Description("The last state that the build system reported.")]
    public ModuleBuildState? ObservedState => row.Observed;

    [Description("The version that the build system gave it.")]
    public string? Version => row.Version;

    [Description("The context that the build system gave it.")]
    public string? Context => row.Context;

    [Description("Which attempt it is in at its present step, from 1.")]
    public int Attempt => row.Attempt;

    [Description("When the step is tried again, if it has to be.")]
    public DateTimeOffset? RetryAt => row.NotBefore;

    [Description("When it was planned.")]
    public DateTimeOffset PlannedAt => row.PlannedAt;

    [Description("When the build system had it.")]
    public DateTimeOffset? StartedAt => row.StartedAt;

    [Description("When it ended, however it did.")]
    public DateTimeOffset? CompletedAt => row.CompletedAt;

    [Description("When something last happened to it.")]
    public DateTimeOffset UpdatedAt => row.UpdatedAt;

    [Paged, Description("Every event of its history, from the first to the last.")]
    public IDataLoaderResult<Connection<TimelineEventNode>> Timeline(
        [FromServices] Loaders loaders, IResolveFieldContext context, [Description(EventKinds.Argument)] IReadOnlyList<string>? kind) =>
        loaders.TimelineOf(context, row, past, new(EventKinds.Checked(kind)));

    [Paged, Description("The rebuilds that it has caused by becoming ready, from the first to the last.")]
    public IDataLoaderResult<Connection<RebuildNode>> FollowUps([FromServices] Loaders loaders, IResolveFieldContext context) =>
        loaders.FollowUpsOf(context, row, past);
}

[Name("Exclusion")]
[Description("An artifact that was looked at and left alone.")]
public sealed class ExclusionNode(ExclusionRow row)
{
    [Description("The number of the event that says so.")]
    public long Number => row.Number;

    [Description("What was left alone.")]
    public ArtifactNode Artifact => new(row.Artifact);

    [Description("The build of it that was looked at, where it was one build.")]
    public string? Nvr => row.Nvr;

    [Description("The handler in whose plan it was.")]
    public string Handler => row.Handler;

    [Description("The rule that decided, with the values that it saw.")]
    public ReasonNode Reason => new(row.Reason);

    [Description("When it was decided.")]
    public DateTimeOffset At => row.At;
}
