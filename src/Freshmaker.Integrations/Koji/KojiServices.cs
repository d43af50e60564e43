using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Freshmaker.Integrations.Koji;

public static class KojiServices
{
    /// <summary>Koji as the <see cref="IImageBuildSystem"/> and the <see cref="IImageBuilds"/>, both over one session.</summary>
    /// <exception cref="ArgumentException">The options break a rule.</exception>
    public static IServiceCollection AddKoji(this IServiceCollection services, KojiOptions options)
    {
        Options.Demand(options.Validate());
        services.AddOutsideHttp(KojiHub.System, options.HubUrl!, options.Limits, options.Credentials);
        // One session for all: a client of its own for each would log in as often.
        services.AddSingleton(provider => new KojiHub(provider.GetRequiredService<IHttpClientFactory>().CreateClient(KojiHub.System), options));
        services.AddSingleton(provider => new KojiSession(provider.GetRequiredService<KojiHub>(), options));
        services.AddSingleton(provider => new OwnTasks(provider.GetRequiredService<KojiHub>(), provider.GetRequiredService<KojiSession>(), options));
        services.AddSingleton<IImageBuildSystem>(provider => new KojiImageBuildSystem(
            provider.GetRequiredService<KojiHub>(), provider.GetRequiredService<KojiSession>(), provider.GetRequiredService<OwnTasks>(), options));
        services.AddSingleton<IImageBuilds>(provider => new KojiImageBuilds(provider.GetRequiredService<KojiHub>()));
        return services;
    }
}
