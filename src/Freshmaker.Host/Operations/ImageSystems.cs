using Freshmaker.Domain.Ports;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Freshmaker.Host.Operations;

/// <summary>The systems that image rebuilds need, those that are configured.</summary>
static class ImageSystems
{
    public static void AddImageSystems(this IServiceCollection services, FreshmakerSettings settings)
    {
        _ = settings;
        var missing = new NotConfigured();
        services.TryAddSingleton<IImageBuildSystem>(missing);
        services.TryAddSingleton<IImageBuilds>(missing);
        services.TryAddSingleton<IComposes>(missing);
        services.TryAddSingleton<IImageCatalogue>(missing);
        services.TryAddSingleton<IAdvisories>(missing);
        services.TryAddSingleton<IContentSets>(missing);
        services.TryAddSingleton<IContainerCatalogue>(missing);
    }
}
