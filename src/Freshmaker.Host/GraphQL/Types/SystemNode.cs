using System.ComponentModel;
using System.Reflection;
using Freshmaker.Host.Bus;
using Freshmaker.Host.Operations;
using Freshmaker.Host.Rebuilding;
using Freshmaker.Integrations.Http;
using GraphQL;

namespace Freshmaker.Host.GraphQL.Types;

[Name("System")]
[Description("The service itself: how it is and what it is switched to. What the node knows that answers.")]
public sealed class SystemNode
{
    [Description("The version of the service.")]
    public string Version => typeof(SystemNode).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    [Description("Nothing outside is changed, whatever requests say.")]
    public bool DryRun([FromServices] BuildOptions options) => options.DryRun;

    [Description("The handlers that are switched on, in their configured order.")]
    public IEnumerable<string> Handlers([FromServices] RebuildHandlers handlers) => handlers.Names;

    [Description("All queues of the message bus are listened to.")]
    public bool IsListening([FromServices] BusListener listener) => listener.IsListening;

    [Complexity(10)]
    [Description("What follows the events, such as the read models, and how far it is.")]
    public async Task<IEnumerable<ProjectionNode>> Projections([FromServices] ProjectionProgress progress, IResolveFieldContext context) =>
        (await progress.PositionsAsync(context.CancellationToken)).Select(s => new ProjectionNode(s));

    [Description("The systems outside that are asked, and how they were when they last were.")]
    public IEnumerable<OutsideSystemNode> OutsideSystems([FromServices] OutsideHealth health) => health.States.Select(s => new OutsideSystemNode(s));

    [Complexity(10)]
    [Description("Builds that take turns, because the number of running builds is limited.")]
    public async Task<TurnsNode> Turns([FromServices] TurnQueue turns, [FromServices] BuildOptions options, IResolveFieldContext context)
    {
        var (waiting, taken) = await turns.CountAsync(context.CancellationToken);
        return new(waiting, taken, options.MaxRunning, options.MaxRunningPerTarget);
    }
}

[Name("Projection")]
[Description("Something that follows the events, such as a read model.")]
public sealed class ProjectionNode(ShardPosition shard)
{
    [Description("Its name.")]
    public string Name => shard.Name;

    [Description("The place in the history of everything up to which it has come.")]
    public long Position => shard.At;

    [Description("How many places it is behind the last event. There may be gaps, so this is at least the number of events.")]
    public long Lag => Math.Max(0, shard.LastEvent - shard.At);
}

[Name("OutsideSystem")]
[Description("A system outside, as this node has met it since its start.")]
public sealed class OutsideSystemNode(OutsideState state)
{
    [Description("Its name.")]
    public string Name => state.System;

    [Description("The last call to it failed, or it is left alone.")]
    public bool IsDegraded => state.IsDegraded;

    [Description("Whether it is asked.")]
    public BreakerState Breaker => state.Breaker;

    [Description("When it last answered, whatever it said; null when it has not.")]
    public DateTimeOffset? LastAnswerAt => state.LastAnswer;

    [Description("When a call to it last failed; null when none has.")]
    public DateTimeOffset? LastFaultAt => state.LastFaultAt;

    [Description("How that one failed.")]
    public string? LastFault => state.LastFault;
}

[Name("Turns")]
[Description("Builds that take turns.")]
public sealed record TurnsNode(
    [property: Description("How many wait for their turn.")] int Waiting,
    [property: Description("How many have it.")] int Taken,
    [property: Description("How many may run at once; null when that is not limited.")] int? MaxRunning,
    [property: Description("How many may run at once for one target of the build system; null when that is not limited.")] int? MaxRunningPerTarget);

sealed class BreakerStateType() : DescribedEnum<BreakerState>("Whether a system outside is asked.", From(new()
{
    [BreakerState.Closed] = "It is asked.",
    [BreakerState.HalfOpen] = "It was left alone, and the next call finds out whether that is over.",
    [BreakerState.Open] = "It is left alone for a while, because it failed too often.",
}));
