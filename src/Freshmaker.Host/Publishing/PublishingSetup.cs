using Freshmaker.Host.Bus;
using Marten;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Freshmaker.Host.Publishing;

public static class PublishingSetup
{
    /// <summary>
    /// Tells the bus of state changes. Whoever distributes this store's subscriptions runs it: Wolverine over the nodes, or a daemon of its own.
    /// </summary>
    public static MartenServiceCollectionExtensions.MartenConfigurationExpression AddStateChangePublishing(
        this MartenServiceCollectionExtensions.MartenConfigurationExpression marten)
    {
        // A broker that is short of memory stops reading from connections that publish; acknowledgements must not be stopped with them.
        marten.Services.TryAddKeyedSingleton<BusConnection>(BusConnection.ForPublishing);
        marten.Services.TryAddSingleton<BusMetrics>();
        marten.Services.TryAddSingleton<BusPublisher>();
        return marten.AddSubscriptionWithServices<StateChangePublisher>(ServiceLifetime.Singleton);
    }
}
