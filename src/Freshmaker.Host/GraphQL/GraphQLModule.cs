using System.Text.Encodings.Web;
using Freshmaker.Host.Following;
using Freshmaker.Host.GraphQL.Batching;
using Freshmaker.Host.GraphQL.Http;
using Freshmaker.Host.GraphQL.Http.Streams;
using Freshmaker.Host.GraphQL.Limits;
using Freshmaker.Host.GraphQL.Paging;
using Freshmaker.Host.GraphQL.Persisted;
using Freshmaker.Host.GraphQL.Subscriptions;
using Freshmaker.Host.GraphQL.Types;
using Freshmaker.Host.Rebuilding;
using Freshmaker.Host.Security;
using Freshmaker.Host.Security.Http;
using GraphQL;
using GraphQL.Execution;
using GraphQLParser.AST;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Freshmaker.Host.GraphQL;

/// <summary>Serves the read models by GraphQL.</summary>
public static class GraphQLModule
{
    /// <summary>Adds the schema and all it needs but the read models' queries (<see cref="Projections.ReadModels"/>).</summary>
    public static IServiceCollection AddFreshmakerGraphQL(this IServiceCollection services, Action<GraphQLLimits>? configure = null)
    {
        var limits = new GraphQLLimits();
        configure?.Invoke(limits);
        services.AddHttpContextAccessor();
        services.TryAddSingleton(PersistedDocuments.None);
        services.AddSingleton(limits).AddSingleton<GraphQLEndpoint>();
        services.AddScoped(p => new Discretion(p.GetRequiredService<IHttpContextAccessor>().HttpContext!.Caller()));
        services.AddScoped<WhyNotSearch>().AddScoped<Batches>().AddScoped<Loaders>().AddSingleton<TurnQueue>().AddSingleton<RebuildHistories>().AddSingleton<PublicNumbers>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<ChangeReader>().AddSingleton<ChangeFollower>().AddSingleton<Changes>().AddSingleton<PastChanges>();
        services.AddSingleton<StreamPlaces>().AddSingleton<SharedStreams>().AddSingleton<StreamedOperations>().AddSingleton<StreamEndpoint>();
        services.AddTransient(typeof(ConnectionType<>)).AddTransient(typeof(EdgeType<>));
        services.AddSingleton<IDocumentBuilder>(new LimitedDocumentBuilder(limits));
        return services.AddGraphQL(g => g
            .AddSchema<FreshmakerSchema>()
            .AddAutoClrMappings()
            .AddGraphTypes(typeof(FreshmakerSchema).Assembly)
            .AddSystemTextJson(json => json.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping)
            .AddExecutionStrategy<TimedSubscriptions>(OperationType.Subscription)
            .AddValidationRule<CostRule>(useForCachedDocuments: true)
            .ConfigureExecution<CostInExtensions>()
            .AddErrorInfoProvider<Errors>()
            .ConfigureExecution<DocumentsById>()
            .ConfigureExecution<DocumentCache>()
            .WithTimeout(limits.Timeout, TimeoutAction.ReturnTimeoutError)
            .ConfigureExecutionOptions(o => (o.MaxParallelExecutionCount, o.UnhandledExceptionDelegate) = (4, Failures.LogAsync)));
    }

    /// <summary>Maps the endpoint, and below it that of subscriptions.</summary>
    public static IEndpointConventionBuilder MapFreshmakerGraphQL(this IEndpointRouteBuilder endpoints, string pattern)
    {
        endpoints.Map($"{pattern}/stream", http => http.RequestServices.GetRequiredService<StreamEndpoint>().HandleAsync(http)).WithDisplayName("GraphQL subscriptions");
        return endpoints.Map(pattern, http => http.Require(Permission.Read) is { } refusal
            ? refusal.ExecuteAsync(http)
            : http.RequestServices.GetRequiredService<GraphQLEndpoint>().HandleAsync(http)).WithDisplayName("GraphQL");
    }
}
