using System.Text.Json;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Bus;
using Marten;

namespace Freshmaker.Host.Rebuilding.Reconciling;

/// <summary>
/// What MBS said when it was asked, in the form of the message that did not come. Its id derives from what it says, so finding it twice is finding it once,
/// and it goes the way of every message: parser, intake, everything that follows.
/// </summary>
public sealed class FoundModuleBuild(BusOptions bus, TimeProvider clock)
{
    /// <summary>
    /// The message of a build that a decision found ready, if nobody has told of that before: were its own message lost, what is built from it would
    /// never be rebuilt.
    /// </summary>
    public async Task<BusDelivery?> MissingMessageAsync(Decision decision, ModuleBuildProgress found, IQuerySession session, CancellationToken ct) =>
        decision.Events.OfType<BuildSucceeded>().Any()
        && await session.LoadAsync<Claim>(Claim.OfFact(new ModuleReady(found.Name, found.Stream, found.BuildId, null, null, null)), ct) is null
            ? AsMessage(found)
            : null;

    public BusDelivery AsMessage(ModuleBuildProgress found) => BusDelivery.Of(
        $"reconciled/mbs/{found.BuildId}/{(int)found.State}",
        $"{bus.TopicPrefixes[0]}.{new ModuleStateChangeParser().TopicSuffix}",
        JsonSerializer.Serialize(new
        {
            id = found.BuildId,
            name = found.Name,
            stream = found.Stream,
            version = found.Version,
            context = found.Context,
            state = (int)found.State,
            state_name = found.State.ToString().ToLowerInvariant(),
            state_reason = found.StateReason,
            scmurl = found.Revision is null ? null : $"?#{found.Revision}",
        }),
        clock.GetUtcNow());
}
