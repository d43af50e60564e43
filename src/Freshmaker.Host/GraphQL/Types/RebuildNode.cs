using System.ComponentModel;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.GraphQL.Batching;
using Freshmaker.Host.GraphQL.Paging;
using Freshmaker.Host.GraphQL.WhatIf;
using Freshmaker.Host.Rebuilding;
using Freshmaker.Host.Security;
using Freshmaker.Projections.Rebuilds;
using GraphQL;
using GraphQL.DataLoader;

namespace Freshmaker.Host.GraphQL.Types;

[Name("Rebuild")]
[Description("What one message led to: what was planned, what was left alone, what was built, and why.")]
/// <param name="past">Null: as it is now.</param>
[Implements(typeof(INode))]
public sealed class RebuildNode(RebuildRow row, PastRebuild? past = null) : INode
{
    internal static RebuildNode? OrNull(PastRebuild? past) => past is null ? null : new(past.Rows.Rebuild, past);

    [Id, Description("The id, derived from the id of the message.")]
    public string Id => row.Id;

    [Description("The public number. It never changes.")]
    public long Number => row.Number;

    [Description("How far it is.")]
    public RebuildState State => row.State;

    [Description("Why it ended, once it has.")]
    public ReasonNode? Reason => ReasonNode.OrNull(row.Reason);

    [Description("What the message meant; null until it is recognised.")]
    public TriggerNode? Trigger => row.Trigger is { } trigger ? new(trigger) : null;

    [Description("The key by which people look for it, for example the id of the build that became ready or the name, branch and commit of a push.")]
    public string? SearchKey => row.SearchKey;

    [Description("The advisory that it is about, as it was when it was planned; null when it is about none, or that is not planned yet.")]
    public AdvisoryNode? Advisory => row.Handlers.Select(h => h.Advisory).OfType<PlannedAdvisory>().FirstOrDefault() is { } advisory ? new(advisory) : null;

    [Description("The message that caused it.")]
    public MessageNode Message => new(row, past);

    [Description("When the message was received.")]
    public DateTimeOffset ReceivedAt => row.ReceivedAt;

    [Description("The higher goes first when turns are given; 0 is usual.")]
    public int Priority => row.Priority;

    [Description("Nothing outside is changed.")]
    public bool DryRun => row.DryRun;

    [Description("A person asked for it.")]
    public bool Manual => row.Manual;

    [Description("The person who asked for it, where the request said it; null for those who may not read names.")]
    public string? Requester([FromServices] Discretion discretion) => discretion.Person(row.Requester);

    [Description("When it ended, once it has.")]
    public DateTimeOffset? EndedAt => row.EndedAt;

    [Description("When something last happened to it.")]
    public DateTimeOffset UpdatedAt => row.UpdatedAt;

    [Description("How many builds are in which state, and how many artifacts were left alone.")]
    public CountsNode Counts => new(row.Counts);

    [Description("The handlers that planned for it, in their configured order, with their answers.")]
    public IEnumerable<HandlerNode> Handlers => row.Handlers.Select(h => new HandlerNode(h));

    [Paged, Description("What is built, from the first planned to the last.")]
    public IDataLoaderResult<Connection<BuildNode>> Builds([FromServices] Loaders loaders, IResolveFieldContext context) =>
        loaders.BuildsOf(context, row.Id, past);

    [Complexity(50), Description("What is built, as a graph: with levels and the critical path. Also drawn, under /api/rebuilds/{number}/graph.svg and graph.dot.")]
    public IDataLoaderResult<PlanGraphNode> Plan([FromServices] Loaders loaders) => loaders.Plan(row, past);

    [Paged, Description("What was looked at and left alone, with the rule that decided.")]
    public IDataLoaderResult<Connection<ExclusionNode>> Exclusions([FromServices] Loaders loaders, IResolveFieldContext context) =>
        loaders.ExclusionsOf(context, row.Id, past);

    [Paged, Description("Every event of its history, from the first to the last.")]
    public IDataLoaderResult<Connection<TimelineEventNode>> Timeline(
        [FromServices] Loaders loaders, IResolveFieldContext context, [Description(EventKinds.Argument)] IReadOnlyList<string>? kind,
        [Description("Only events about this artifact, by its key: what follows the first slash in `Build.id`, or `Artifact.key` of what was left alone.")] string? artifact) =>
        loaders.TimelineOf(context, row.Id, past, new(EventKinds.Checked(kind), artifact.Checked("artifact")));

    [Description("The build that caused it; null for the first rebuild of a cascade.")]
    public CausedByNode? CausedBy => row is { CausedByRebuild: { } rebuild, CausedByBuild: { } build } ? new(rebuild, build, past) : null;

    [Paged, Description("The rebuilds that its builds have caused, from the first to the last.")]
    public IDataLoaderResult<Connection<RebuildNode>> FollowUps([FromServices] Loaders loaders, IResolveFieldContext context) =>
        loaders.FollowUpsOf(context, row.Id, past);

    [Description("How its plan differs from that of an earlier rebuild; null when there is no such rebuild.")]
    public async Task<ComparisonNode?> ComparedWith(
        [FromServices] RebuildHistories histories, IResolveFieldContext context, [Id, Description("The id of the earlier rebuild.")] string rebuild)
    {
        var id = Ids.Rebuild("rebuild", rebuild);
        return (await histories.AtVersionAsync(id, int.MaxValue, context.CancellationToken), past ?? await histories.AtVersionAsync(row.Id, int.MaxValue, context.CancellationToken)) is
            ({ } earlier, { } later)
            ? new(earlier, later)
            : null;
    }

    [Description("The cascade that it is part of: all rebuilds that follow from one first message.")]
    public CascadeNode Cascade => new(row.Id, row.Root, past);
}

[Name("Advisory")]
[Description("An advisory, as it was when a rebuild was planned for it.")]
public sealed class AdvisoryNode(PlannedAdvisory advisory)
{
    [Description("Its number, which the filter `advisory` takes.")]
    public long Number => advisory.Id;

    [Description("Its name, such as `RHSA-2031:0042`.")]
    public string Name => advisory.Name;

    [Description("The CVEs that it names.")]
    public IReadOnlyList<string> Cves => advisory.Cves;
}

[Name("CausedBy")]
[Description("The build that caused a rebuild by becoming ready.")]
public sealed class CausedByNode(string rebuild, string build, PastRebuild? past)
{
    [Description("The rebuild of which it was a build.")]
    public IDataLoaderResult<RebuildNode?> Rebuild([FromServices] Loaders loaders) => loaders.Rebuild(rebuild, past);

    [Description("The build.")]
    public IDataLoaderResult<BuildNode?> Build([FromServices] Loaders loaders) => loaders.Build(rebuild, build, past);
}

[Name("BuildCounts")]
[Description("How many builds are in which state, and how many artifacts were left alone.")]
public sealed class CountsNode(BuildCounts counts)
{
    [Description("All builds.")]
    public int Total => counts.Total;

    [Description("Waiting, being prepared or being submitted.")]
    public int Planned => counts.Planned;

    [Description("In the build system.")]
    public int Building => counts.Building;

    [Description("Built.")]
    public int Done => counts.Done;

    [Description("Failed, or not built because a parent was not.")]
    public int Failed => counts.Failed;

    [Description("Canceled.")]
    public int Canceled => counts.Canceled;

    [Description("Artifacts that were left alone.")]
    public int Excluded => counts.Excluded;
}

[Name("HandlerAnswer")]
[Description("What a handler answered when it was asked for its plan.")]
public sealed class HandlerNode(HandlerRow row)
{
    [Description("The handler's name, as in configuration and policy rules.")]
    public string Name => row.Name;

    [Description("How far it is.")]
    public HandlerPhase Phase => row.Phase;

    [Description("Which attempt it is in, from 1.")]
    public int Attempt => row.Attempt;

    [Description("When it is asked again, if it has to be.")]
    public DateTimeOffset? RetryAt => row.NotBefore;

    [Description("How many artifacts it planned.")]
    public int Planned => row.Planned;

    [Description("How many artifacts of its plan were left alone.")]
    public int Excluded => row.Excluded;

    [Description("Why it is asked again, or has failed.")]
    public ReasonNode? Reason => ReasonNode.OrNull(row.Reason);
}
