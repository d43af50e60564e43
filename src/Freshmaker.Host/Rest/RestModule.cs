using System.Diagnostics;
using System.Reflection;
using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Publishing.Contracts;
using Freshmaker.Host.Rest.Http;
using Freshmaker.Host.Rest.Metrics;
using Freshmaker.Host.Rest.Reading;
using Freshmaker.Host.Rest.Requests;
using Prometheus;

namespace Freshmaker.Host.Rest;

/// <summary>How people are authenticated, as <c>about/</c> names it.</summary>
public sealed record AuthenticationName(string Name);

/// <summary>What <c>about/</c> says.</summary>
public sealed record AboutJson(string Version, string AuthBackend);

/// <summary>The entries of a list that is not paged.</summary>
public sealed record NamedNumbers(IReadOnlyList<NamedNumber> Items);

/// <summary>Versions 1 and 2 of the REST API (behaviour.md §5; docs/rest.md lists what differs).</summary>
public static class RestModule
{
    static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];
    static readonly string Version = typeof(RestModule).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public static IServiceCollection AddFreshmakerRest(this IServiceCollection services)
    {
        services.AddSingleton<TrustedProxies>();
        services.AddSingleton(new AuthenticationName("noauth"));
        services.AddSingleton<EventReads>();
        services.AddSingleton<FreshEvents>();
        services.AddSingleton<IKnownEvents, KnownEvents>();
        services.AddSingleton<RequestRules>();
        services.AddSingleton<Requesting>();
        services.AddSingleton<Canceling>();
        services.AddSingleton<BuildReads>();
        services.AddSingleton<ImageReads>();
        services.AddSingleton<ContractMetrics>();
        return services.AddHostedService(p => p.GetRequiredService<ContractMetrics>());
    }

    /// <summary>Before anything that looks at the path: where the client is, where its request goes, and what it is told when that fails.</summary>
    public static void UseFreshmakerRest(this WebApplication app)
    {
        app.UseMiddleware<ForwardedOrigin>();
        app.UseRouting();
        app.UseMiddleware<RestFaults>();
        app.UseMiddleware<RestSlashes>();
    }

    public static void MapRest(this WebApplication app)
    {
        foreach (var version in (int[])[1, 2])
        {
            var api = app.MapGroup($"/api/{version}");
            MapReads(api, full: version == 1);
            MapWrites(api);
        }

        app.MapMethods("/api/1/monitor/metrics", Reading, MetricsAsync).Is(single: true);
    }

    static void MapReads(RouteGroupBuilder api, bool full)
    {
        MapNumbers(api, "event-types", EventTypes.All);
        MapNumbers(api, "build-types", Enumeration<ArtifactKind>.Entries);
        MapNumbers(api, "build-states", Enumeration<BuildState>.Entries);

        api.MapMethods("/events/", Reading, (HttpContext http, EventReads events, ContractMetrics metrics) => Timed(metrics.EventLatency, () => events.ListAsync(http, full))).Is(single: false);
        api.MapMethods("/events/{id}", Reading, (HttpContext http, string id, EventReads events, ContractMetrics metrics) =>
            Timed(metrics.EventLatency, () => events.SingleAsync(http, id, full))).Is(single: true);
        api.MapMethods("/builds/", Reading, (HttpContext http, BuildReads builds, ContractMetrics metrics) => Timed(metrics.BuildLatency, () => builds.ListAsync(http))).Is(single: false);
        api.MapMethods("/builds/{id}", Reading, (HttpContext http, string id, BuildReads builds, ContractMetrics metrics) =>
            Timed(metrics.BuildLatency, () => builds.SingleAsync(http, id))).Is(single: true);
        // No rebuild of bundles is planned yet, so no build has any.
        api.MapMethods("/pullspec_overrides/{id}", Reading, IResult (string id) => throw RestException.NotFound($"There are no pullspec overrides of build {QueryReader.Shown(id)}."))
            .Is(single: true);

        api.MapMethods("/about/", Reading, (AuthenticationName authentication) => Results.Json(new AboutJson(Version, authentication.Name), ContractJson.Options)).Is(single: false);
        api.MapMethods("/verify-image/{nvr}", Reading, (string nvr, ImageReads images, CancellationToken ct) => images.ImageAsync(nvr, ct)).Is(single: true);
        api.MapMethods("/verify-image-repository/{project}/{repo}", Reading, (string project, string repo, ImageReads images, CancellationToken ct) =>
            images.RepositoryAsync(project, repo, ct)).Is(single: true);
    }

    static void MapWrites(RouteGroupBuilder api)
    {
        api.MapPost("/builds/", (HttpContext http, Requesting requesting) => requesting.AdvisoryAsync(http)).Is(single: false);
        api.MapPost("/async-builds/", (HttpContext http, Requesting requesting) => requesting.ImagesAsync(http)).Is(single: false);
        api.MapPatch("/events/{id}", (HttpContext http, string id, Canceling canceling) => canceling.PatchAsync(http, id)).Is(single: true);
    }

    static void MapNumbers(RouteGroupBuilder api, string name, IReadOnlyList<NamedNumber> entries)
    {
        api.MapMethods($"/{name}/", Reading, () => Results.Json(new NamedNumbers(entries), ContractJson.Options)).Is(single: false);
        api.MapMethods($"/{name}/{{id}}", Reading, (string id) => entries.FirstOrDefault(e => e.Id == Ids.Number(id)) is { } entry
            ? Results.Json(entry, ContractJson.Options)
            : throw RestException.NotFound($"There is no {name[..^1].Replace('-', ' ')} {QueryReader.Shown(id)}.")).Is(single: true);
    }

    static RouteHandlerBuilder Is(this RouteHandlerBuilder endpoint, bool single) => endpoint.WithMetadata(new RestAddress(!single));

    static async Task<IResult> Timed(Histogram latency, Func<Task<IResult>> answer)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            return await answer();
        }
        finally
        {
            latency.Observe(Stopwatch.GetElapsedTime(began).TotalSeconds);
        }
    }

    static IResult MetricsAsync(ContractMetrics metrics) =>
        Results.Stream(to => metrics.WriteAsync(to, CancellationToken.None), "text/plain; version=0.0.4; charset=utf-8");
}
