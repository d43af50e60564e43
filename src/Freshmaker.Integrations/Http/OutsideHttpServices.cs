using System.Net;
using System.Threading.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.CircuitBreaker;

namespace Freshmaker.Integrations.Http;

/// <summary>
/// The HTTP client of one outside system: its health is noted; bulkhead, total time-out, retry of what only reads, circuit breaker, attempt time-out, bounded body.
/// </summary>
internal static class OutsideHttpServices
{
    public static IHttpClientBuilder AddOutsideHttp(
        this IServiceCollection services, string system, Uri baseAddress, HttpLimits limits, HttpCredentials? credentials = null)
    {
        services.AddOutsideSystem(system);
        var client = services.AddHttpClient(system, http =>
        {
            http.BaseAddress = baseAddress;
            http.Timeout = Timeout.InfiniteTimeSpan; // the pipeline below keeps time
            http.DefaultRequestHeaders.Accept.ParseAdd("application/json");
            http.DefaultRequestHeaders.UserAgent.ParseAdd("freshmaker");
        });
        client.ConfigurePrimaryHttpMessageHandler(() =>
        {
            var handler = new SocketsHttpHandler
            {
                AllowAutoRedirect = false, // a redirect could lead to another host; the operator is told instead
                AutomaticDecompression = DecompressionMethods.All,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                UseCookies = false,
            };
            credentials?.ApplyTo(handler, baseAddress);
            return handler;
        });
        client.SetHandlerLifetime(Timeout.InfiniteTimeSpan); // the pooled connections' lifetime follows DNS; see above
        client.AddHttpMessageHandler(provider => new OutsideHealthHandler(system, provider.GetRequiredService<OutsideHealth>()));
        client.AddResilienceHandler(
            system, (pipeline, context) => Configure(pipeline, limits, context.ServiceProvider.GetRequiredService<OutsideHealth>().BreakerOf(system)));
        client.AddHttpMessageHandler(() => new WholeBodyHandler(limits.MaxResponseBytes));
        return client;
    }

    internal static void Configure(ResiliencePipelineBuilder<HttpResponseMessage> pipeline, HttpLimits limits, CircuitBreakerStateProvider breaker)
    {
        // Waiting for a turn is no failure of the system, so it comes before the clock starts.
        pipeline.AddRateLimiter(new ConcurrencyLimiter(new() { PermitLimit = limits.MaxConcurrency, QueueLimit = int.MaxValue }));
        pipeline.AddTimeout(limits.TotalTimeout);
        if (limits.Retries > 0)
            pipeline.AddRetry(Retry(limits));
        pipeline.AddCircuitBreaker(new HttpCircuitBreakerStrategyOptions
        {
            FailureRatio = 0.5,
            MinimumThroughput = limits.BreakThroughput,
            SamplingDuration = limits.BreakSampling,
            BreakDuration = limits.BreakDuration,
            StateProvider = breaker,
        });
        pipeline.AddTimeout(limits.AttemptTimeout);
    }

    static HttpRetryStrategyOptions Retry(HttpLimits limits) => new()
    {
        MaxRetryAttempts = limits.Retries,
        Delay = limits.RetryDelay,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        ShouldRetryAfterHeader = false,
        ShouldHandle = attempt => ValueTask.FromResult(
            attempt.Context.GetRequestMessage() is { } request
            && (request.Method == HttpMethod.Get || (request.Options.TryGetValue(OutsideHttp.Repeatable, out var repeatable) && repeatable))
            && HttpClientResiliencePredicates.IsTransient(attempt.Outcome)
            && attempt.Outcome.Exception is not HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded }
            // A system that says when to come back is believed: the rebuild asks again later.
            && attempt.Outcome.Result?.Headers.RetryAfter is null),
    };
}
