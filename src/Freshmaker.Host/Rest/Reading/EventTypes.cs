using Freshmaker.Domain.Messages;
using Freshmaker.Host.Rest.Http;

namespace Freshmaker.Host.Rest.Reading;

/// <summary>
/// The types of events under the names that clients know (behaviour.md §2): those that this service has, those of the existing system that stored rows may
/// have, and our own behind them.
/// </summary>
static class EventTypes
{
    public static IReadOnlyList<NamedNumber> All { get; } =
    [
        new("MBSModuleStateChangeEvent", (int)TriggerKind.ModuleReady),
        new("GitModuleMetadataChangeEvent", (int)TriggerKind.ModuleMetadataChanged),
        new("GitRPMSpecChangeEvent", (int)TriggerKind.RpmSpecChanged),
        new("TestingEvent", 3),
        new("GitDockerfileChangeEvent", (int)TriggerKind.DockerfileChanged),
        new("BodhiUpdateCompleteStableEvent", (int)TriggerKind.RpmsStable),
        new("KojiTaskStateChangeEvent", 6),
        new("BrewSignRPMEvent", 7),
        new("ErrataRPMAdvisoryShippedEvent", (int)TriggerKind.AdvisoryShipped),
        new("BrewContainerTaskStateChangeEvent", 9),
        new("ErrataAdvisoryStateChangedEvent", 10),
        new("FreshmakerManualRebuildEvent", 11),
        new("ODCSComposeStateChangeEvent", 12),
        new("ManualRebuildWithAdvisoryEvent", (int)TriggerKind.AdvisoryRebuildRequested),
        new("FreshmakerAsyncManualBuildEvent", (int)TriggerKind.ImageRebuildRequested),
        new("BotasErrataShippedEvent", 15),
        new("ManualBundleRebuildEvent", 16),
        new("FlatpakModuleAdvisoryReadyEvent", 17),
        new("FlatpakApplicationManualBuildEvent", 18),
        new("ImageBuiltEvent", (int)TriggerKind.ImageBuilt),
        new("ManualModuleRebuildEvent", (int)TriggerKind.ModuleRebuildRequested),
    ];
}
