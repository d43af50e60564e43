using System.Diagnostics;
using System.Reflection;
using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Publishing.Contracts;
using Freshmaker.Host.Rest.Http;
using Freshmaker.Host.Rest.Metrics;
using Freshmaker.Host.Rest.OpenApi;
using Freshmaker.Host.Rest.Reading;
using Freshmaker.Host.Rest.Requests;
using Freshmaker.Host.Security;
using Freshmaker.Host.Security.Http;
using Freshmaker.Host.Security.Settings;
using Microsoft.Extensions.DependencyInjection.Extensions;
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
    /// <summary>What a body claims to be is not looked at (behaviour.md §5.6).</summary>
    internal const string Anything = "*/*";

    static readonly string ServiceVersion = typeof(RestModule).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public static IServiceCollection AddFreshmakerRest(this IServiceCollection services)
    {
        services.AddRestDocument();
        services.TryAddSingleton(p => new TrustedProxies(p.GetRequiredService<SecuritySettings>().Proxy.Addresses.Contain));
        services.TryAddSingleton(p => new AuthenticationName(p.GetRequiredService<SecuritySettings>().AuthBackend));
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
            var group = app.MapGroup($"/api/{version}");
            group.AddEndpointFilter(NeedsToReadAsync);
            var api = new Version(group, version);
            MapEvents(api);
            MapBuilds(api);
            MapImages(api);
            MapNames(api);
            api.Get("/about/", "service", "about", "The version of the service, and how people are authenticated.",
                (AuthenticationName authentication) => Results.Json(new AboutJson(ServiceVersion, authentication.Name), ContractJson.Options)).WithMetadata(new ForEverybody()).Produces<AboutJson>();
            if (version == 1)
                api.Get("/monitor/metrics", "service", "metrics", "Metrics for Prometheus.", Metrics).WithMetadata(new ForEverybody()).Produces<string>(contentType: "text/plain");
        }

        app.MapRestDocument();
    }

    static void MapEvents(Version api)
    {
        var full = api.Number == 1;
        api.Get("/events/", "events", "listEvents", "Events, the newest first.",
                (HttpContext http, EventReads events, ContractMetrics metrics) => Timed(metrics.EventLatency, () => events.ListAsync(http, full)))
            .WithMetadata(QueryParameters.OfEvents).Produces<RestPage<EventJson>>().Refuses(400, 403);
        api.Get("/events/{id}", "events", "getEvent", "One event.",
                (HttpContext http, string id, EventReads events, ContractMetrics metrics) => Timed(metrics.EventLatency, () => events.SingleAsync(http, id, full)))
            .WithMetadata(QueryParameters.OfEvent).Produces<EventJson>().Refuses(400, 404);
        api.Describe(
                api.Group.MapPatch("/events/{id}", (HttpContext http, string id, Canceling canceling) => canceling.PatchAsync(http, id)),
                "/events/{id}", "events", "cancelEvent", "Cancels an event: its own requester, and whoever may cancel any.")
            .WithMetadata(new BodyExample("""{"action": "cancel", "reason": "wrong branch"}""")).Accepts<CancelJson>("application/json", Anything).Produces<EventJson>().Refuses(400, 401, 403, 404, 409, 413);
    }

    static void MapBuilds(Version api)
    {
        api.Get("/builds/", "builds", "listBuilds", "Builds, the newest first.",
                (HttpContext http, BuildReads builds, ContractMetrics metrics) => Timed(metrics.BuildLatency, () => builds.ListAsync(http)))
            .WithMetadata(QueryParameters.OfBuilds).Produces<RestPage<BuildJson>>().Refuses(400);
        api.Get("/builds/{id}", "builds", "getBuild", "One build.",
                (HttpContext http, string id, BuildReads builds, ContractMetrics metrics) => Timed(metrics.BuildLatency, () => builds.SingleAsync(http, id)))
            .Produces<BuildJson>().Refuses(400, 404);
        // No rebuild of bundles is planned yet, so no build has any.
        api.Get("/pullspec_overrides/{id}", "builds", "getPullspecOverrides", "The pullspec overrides of the build of a bundle; no build has any yet.",
                IResult (string id) => throw RestException.NotFound($"There are no pullspec overrides of build {QueryReader.Shown(id)}."))
            .Produces<object>().Refuses(404);
        api.Describe(
                api.Group.MapPost("/builds/", (HttpContext http, Requesting requesting) => requesting.AdvisoryAsync(http)),
                "/builds/", "builds", "requestAdvisoryRebuild", "Asks for the rebuild of the images that an advisory affects.")
            .WithMetadata(new BodyExample("""{"errata_id": 4711, "container_images": ["web-container-1-5"], "dry_run": true}"""))
            .Accepts<AdvisoryRequestJson>("application/json", Anything).Produces<EventJson>().Refuses(400, 401, 403, 409, 413);
        api.Describe(
                api.Group.MapPost("/async-builds/", (HttpContext http, Requesting requesting) => requesting.ImagesAsync(http)),
                "/async-builds/", "builds", "requestImageRebuild", "Asks for the rebuild of images by name on a branch.")
            .WithMetadata(new BodyExample("""{"dist_git_branch": "rhel-9", "container_images": ["web-container"], "dry_run": true}"""))
            .Accepts<ImageRequestJson>("application/json", Anything).Produces<EventJson>().Refuses(400, 401, 403, 409, 413);
    }

    static void MapImages(Version api)
    {
        api.Get("/verify-image/{nvr}", "images", "verifyImage", "Whether an image would be rebuilt, and if not, why.",
            (string nvr, ImageReads images, CancellationToken ct) => images.ImageAsync(nvr, ct)).Produces<VerifiedImage>().Refuses(400, 503);
        api.Get("/verify-image-repository/{project}/{repo}", "images", "verifyImageRepository", "Which images of a repository would be rebuilt, and if none, why.",
            (string project, string repo, ImageReads images, CancellationToken ct) => images.RepositoryAsync(project, repo, ct)).Produces<VerifiedRepository>().Refuses(400, 503);
    }

    static void MapNames(Version api)
    {
        foreach (var (name, of, entries) in ((string, string, IReadOnlyList<NamedNumber>)[])
        [
            ("event-types", "EventType", EventTypes.All), ("build-types", "BuildType", Enumeration<ArtifactKind>.Entries), ("build-states", "BuildState", Enumeration<BuildState>.Entries),
        ])
        {
            var singular = name[..^1].Replace('-', ' ');
            api.Get($"/{name}/", "names", $"list{of}s", $"Every {singular}.", () => Results.Json(new NamedNumbers(entries), ContractJson.Options)).Produces<NamedNumbers>();
            api.Get($"/{name}/{{id}}", "names", $"get{of}", $"One {singular}.", (string id) => entries.FirstOrDefault(e => e.Id == Ids.Number(id)) is { } entry
                ? Results.Json(entry, ContractJson.Options)
                : throw RestException.NotFound($"There is no {singular} {QueryReader.Shown(id)}.")).Produces<NamedNumber>().Refuses(404);
        }
    }

    /// <summary>One version of the API.</summary>
    sealed record Version(RouteGroupBuilder Group, int Number)
    {
        public RouteHandlerBuilder Get(string path, string tag, string name, string summary, Delegate answer) =>
            Describe(Group.MapMethods(path, Reading, answer), path, tag, name, summary);

        public RouteHandlerBuilder Describe(RouteHandlerBuilder endpoint, string path, string tag, string name, string summary) => endpoint
            .WithMetadata(new RestAddress(IsCollection: path.EndsWith('/'))).WithTags(tag).WithName($"{name}V{Number}").WithSummary(summary).WithDescription(summary)
            .Refuses(405, 500);
    }

    static RouteHandlerBuilder Refuses(this RouteHandlerBuilder endpoint, params int[] statuses) =>
        statuses.Aggregate(endpoint, (e, status) => e.Produces<RestError>(status));

    /// <summary>What the service is and how it does is told to everybody, what it has done to those who may read. Orders look at their own permission.</summary>
    static async ValueTask<object?> NeedsToReadAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next) =>
        Reading.Contains(call.HttpContext.Request.Method) && call.HttpContext.GetEndpoint()?.Metadata.GetMetadata<ForEverybody>() is null && call.HttpContext.Require(Permission.Read) is { } refusal ? refusal : await next(call);

    /// <summary>Marks an endpoint that needs no permission.</summary>
    sealed record ForEverybody;

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

    static IResult Metrics(ContractMetrics metrics) =>
        Results.Stream(to => metrics.WriteAsync(to, CancellationToken.None), "text/plain; version=0.0.4; charset=utf-8");
}
