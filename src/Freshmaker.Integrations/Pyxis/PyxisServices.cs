using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Freshmaker.Integrations.Pyxis;

public static class PyxisServices
{
    /// <summary>Pyxis as the <see cref="IImageCatalogue"/> and the <see cref="IImageFamily"/>.</summary>
    /// <exception cref="ArgumentException">The options break a rule.</exception>
    public static IServiceCollection AddPyxis(this IServiceCollection services, PyxisOptions options)
    {
        Options.Demand(options.Validate());
        services.AddOutsideHttp(PyxisClient.System, options.Base, options.Limits, options.Credentials)
            .AddTypedClient((http, provider) =>
                new PyxisImageCatalogue(new(http, options, provider.GetService<TimeProvider>() ?? TimeProvider.System), options));
        services.AddTransient<IImageCatalogue>(provider => provider.GetRequiredService<PyxisImageCatalogue>());
        services.AddTransient<IImageFamily>(provider => provider.GetRequiredService<PyxisImageCatalogue>());
        return services;
    }
}
