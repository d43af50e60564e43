using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Freshmaker.Integrations.Pdc;

public static class PdcServices
{
    /// <summary>PDC as the <see cref="IModuleCatalogue"/> and the <see cref="IContainerCatalogue"/>.</summary>
    /// <exception cref="ArgumentException">The options break a rule.</exception>
    public static IServiceCollection AddPdc(this IServiceCollection services, PdcOptions options)
    {
        Options.Demand(options.Validate());
        services.AddOutsideHttp(PdcModuleCatalogue.System, HttpAddress.Under(options.Url!, ""), options.Limits)
            .AddTypedClient<IModuleCatalogue>(http => new PdcModuleCatalogue(new(new(http, options), options)))
            .AddTypedClient<IContainerCatalogue>(http => new PdcContainerCatalogue(new(new(http, options), options)));
        return services;
    }
}
