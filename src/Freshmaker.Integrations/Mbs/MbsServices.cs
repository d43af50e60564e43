using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.DistGit;
using Freshmaker.Integrations.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Freshmaker.Integrations.Mbs;

public static class MbsServices
{
    /// <summary>MBS as the <see cref="IModuleBuildSystem"/>.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="options">Where MBS is.</param>
    /// <param name="sources">Where dist-git is: MBS is told the URL of a commit there.</param>
    /// <exception cref="ArgumentException">The options break a rule.</exception>
    public static IServiceCollection AddMbs(this IServiceCollection services, MbsOptions options, DistGitOptions sources)
    {
        Options.Demand(options.Validate().Concat(sources.ValidateUrl()));
        services.AddOutsideHttp(MbsModuleBuildSystem.System, HttpAddress.Under(options.Url!, MbsModuleBuildSystem.Api), options.Limits)
            .AddTypedClient<IModuleBuildSystem>(http => new MbsModuleBuildSystem(http, options, sources.Url));
        return services;
    }
}
