using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Freshmaker.Integrations.DistGit;

public static class DistGitServices
{
    /// <summary>dist-git as the <see cref="ISourceRepository"/>.</summary>
    /// <exception cref="ArgumentException">The options break a rule.</exception>
    public static IServiceCollection AddDistGit(this IServiceCollection services, DistGitOptions options)
    {
        Options.Demand(options.Validate());
        services.TryAddSingleton(TimeProvider.System);
        services.AddOutsideSystem(GitProcess.System);
        return services.AddSingleton<ISourceRepository>(provider =>
            new DistGitRepository(options, provider.GetRequiredService<OutsideHealth>(), provider.GetRequiredService<TimeProvider>()));
    }
}
