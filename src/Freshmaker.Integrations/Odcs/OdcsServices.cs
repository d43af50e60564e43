using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Freshmaker.Integrations.Odcs;

public static class OdcsServices
{
    /// <summary>ODCS as the <see cref="IComposes"/>. Its clock is the registered <see cref="TimeProvider"/>, else the machine's.</summary>
    /// <exception cref="ArgumentException">The options break a rule.</exception>
    public static IServiceCollection AddOdcs(this IServiceCollection services, OdcsOptions options)
    {
        Options.Demand(options.Validate());
        services.AddOutsideHttp(OdcsComposes.System, HttpAddress.Under(options.Url!, OdcsComposes.Api), options.Limits, options.Login.Credentials)
            .AddTypedClient<IComposes>((http, all) => new OdcsComposes(http, options, all.GetService<TimeProvider>() ?? TimeProvider.System));
        return services;
    }
}
