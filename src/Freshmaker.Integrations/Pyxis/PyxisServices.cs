using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Freshmaker.Integrations.Pyxis;

public static class PyxisServices
{
    /// <summary>Pyxis as the <see cref="IImageCatalogue"/>.</summary>
    /// <exception cref="ArgumentException">The options break a rule.</exception>
    public static IServiceCollection AddPyxis(this IServiceCollection services, PyxisOptions options)
    {
        Options.Demand(options.Validate());
        services.AddOutsideHttp(PyxisClient.System, options.Base, options.Limits, options.Credentials)
            .AddTypedClient<IImageCatalogue>((http, provider) =>
                new PyxisImageCatalogue(new(http, options, provider.GetService<TimeProvider>() ?? TimeProvider.System), options));
        return services;
    }
}
