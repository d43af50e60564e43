using Freshmaker.Domain.Handlers;
using Freshmaker.Domain.Messages;

namespace Freshmaker.Host.Rebuilding;

/// <summary>The handlers that are switched on, in their configured order.</summary>
public sealed class RebuildHandlers(IEnumerable<IRebuildHandler> ordered)
{
    readonly List<IRebuildHandler> _handlers = [.. ordered];

    /// <summary>Names of those that take a trigger.</summary>
    public IReadOnlyList<string> For(Trigger trigger) => [.. _handlers.Where(h => h.TriggerType == trigger.GetType()).Select(h => h.Name)];

    /// <summary>Names of all of them.</summary>
    public IReadOnlyList<string> Names => _handlers.ConvertAll(h => h.Name);

    public IRebuildHandler Get(string name) => _handlers.FirstOrDefault(h => h.Name == name)
        ?? throw new InvalidOperationException($"The handler {name} was planned for this rebuild but is not switched on any more");

    /// <summary>Every handler of the Domain: adding one needs no registration.</summary>
    public static IReadOnlyList<Type> Known { get; } =
        [.. typeof(IRebuildHandler).Assembly.GetTypes().Where(t => !t.IsAbstract && t.IsAssignableTo(typeof(IRebuildHandler))).OrderBy(t => t.Name, StringComparer.Ordinal)];
}
