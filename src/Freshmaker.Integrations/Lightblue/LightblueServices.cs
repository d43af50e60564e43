using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Freshmaker.Integrations.Lightblue;

public static class LightblueServices
{
    /// <summary>Lightblue as the <see cref="IImageCatalogue"/>.</summary>
    /// <exception cref="ArgumentException">The options break a rule.</exception>
    public static IServiceCollection AddLightblue(this IServiceCollection services, LightblueOptions options)
    {
        Options.Demand(options.Validate());
        services.AddOutsideHttp(LightblueClient.System, HttpAddress.Under(options.Url!, LightblueClient.Api), options.Limits, options.Credentials)
            .AddTypedClient<IImageCatalogue>(http => new LightblueImageCatalogue(new(http, options), options));
        return services;
    }
}
