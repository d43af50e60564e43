using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Freshmaker.Integrations.Errata;

public static class ErrataServices
{
    /// <summary>The Errata Tool as the <see cref="IAdvisories"/>.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="options">Where the Errata Tool is.</param>
    /// <param name="jira">Where Jira is; null: its issues are not asked about.</param>
    /// <exception cref="ArgumentException">The options break a rule.</exception>
    public static IServiceCollection AddErrata(this IServiceCollection services, ErrataOptions options, JiraOptions? jira = null)
    {
        Options.Demand(options.Validate().Concat(jira?.Validate() ?? []));
        if (jira is not null)
        {
            services.AddOutsideHttp(JiraIssues.System, HttpAddress.Under(jira.Url!, JiraIssues.Api), jira.Limits)
                .AddTypedClient(http => new JiraIssues(http, jira));
        }

        services.AddOutsideHttp(ErrataAdvisories.System, HttpAddress.Under(options.Url!, ""), options.Limits, options.Login.Credentials)
            .AddTypedClient<IAdvisories>((http, all) => new ErrataAdvisories(http, options, jira is null ? null : all.GetRequiredService<JiraIssues>()));
        return services;
    }
}
