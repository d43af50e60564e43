using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;

namespace Freshmaker.Domain.Handlers;

/// <summary>
/// Looks at a trigger, asks catalogues what is affected, and returns a plan. It starts nothing: policy, cascades, builds, retries and
/// history are the core's. It may be asked twice and must then answer from scratch.
/// </summary>
public abstract class RebuildHandler<TTrigger> : IRebuildHandler where TTrigger : Trigger
{
    /// <summary>What to rebuild because of the trigger, and what was left alone. Faults of ports may pass through: they are retried.</summary>
    public abstract Task<Plan> PlanAsync(TTrigger trigger, CancellationToken ct);

    /// <summary>The name in configuration, policy rules and history.</summary>
    public string Name => GetType().Name;

    public Type TriggerType => typeof(TTrigger);

    Task<Plan> IRebuildHandler.PlanAsync(Trigger trigger, CancellationToken ct) => PlanAsync((TTrigger)trigger, ct);
}

/// <summary>A handler of any trigger; implement <see cref="RebuildHandler{TTrigger}"/> instead.</summary>
public interface IRebuildHandler
{
    string Name { get; }
    Type TriggerType { get; }
    Task<Plan> PlanAsync(Trigger trigger, CancellationToken ct);
}
