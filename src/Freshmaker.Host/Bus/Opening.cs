using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Rebuilding;

namespace Freshmaker.Host.Bus;

/// <summary>How a trigger opens its rebuild, given what is known already: the same for a real one and for a preview.</summary>
static class Opening
{
    public static Decision Decide(BusMessage message, Trigger trigger, Known known, RebuildHandlers handlers, BuildOptions options)
    {
        var position = PositionOf(RebuildId.Of(message.Id), trigger, known);
        return known.Facts.TryGetValue(ClaimOf(trigger, options), out var handledBy)
            ? Receiving.OpenAlreadyHandled(message, trigger, position, trigger.Fact, handledBy)
            : Receiving.Open(message, trigger, handlers.For(trigger), position, IsDry(trigger, options));
    }

    /// <summary>By which the same fact, told again, is recognised.</summary>
    public static string ClaimOf(Trigger trigger, BuildOptions options) => Claim.OfFact(trigger, IsDry(trigger, options));

    static bool IsDry(Trigger trigger, BuildOptions options) => options.DryRun || trigger.IsDryRun;

    static CascadePosition PositionOf(string id, Trigger trigger, Known known) => trigger switch
    {
        ModuleReady ready when known.LinksOf(ready) is [var link, ..] => link.Position,
        ModuleReady ready => CascadePosition.First(id, Artifact.Module(ready.Name, ready.Stream).Key),
        _ => CascadePosition.First(id),
    };
}
