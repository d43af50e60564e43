using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Freshmaker.Integrations.Pulp;

public static class PulpServices
{
    /// <summary>Pulp as the <see cref="IContentSets"/>.</summary>
    /// <exception cref="ArgumentException">The options break a rule.</exception>
    public static IServiceCollection AddPulp(this IServiceCollection services, PulpOptions options)
    {
        Options.Demand(options.Validate());
        services.AddOutsideHttp(PulpContentSets.System, HttpAddress.Under(options.Url!, PulpContentSets.Api), options.Limits, options.Credentials)
            .AddTypedClient<IContentSets>(http => new PulpContentSets(http, options));
        return services;
    }
}
