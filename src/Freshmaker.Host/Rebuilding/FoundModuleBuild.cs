using System.Text.Json;
using Freshmaker.Domain.Messages;
using Freshmaker.Host.Bus;

namespace Freshmaker.Host.Rebuilding;

/// <summary>
/// What MBS said when it was asked, in the form of the message that did not come. Its id derives from what it says, so finding it twice is finding it once,
/// and it goes the way of every message: parser, intake, everything that follows.
/// </summary>
public sealed class FoundModuleBuild(BusOptions bus, TimeProvider clock)
{
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
