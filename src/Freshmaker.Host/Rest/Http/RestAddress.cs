using Freshmaker.Host.Publishing.Contracts;

namespace Freshmaker.Host.Rest.Http;

/// <summary>What is at an address of versions 1 and 2. The address of a collection ends with a slash, that of anything else does not (behaviour.md §5).</summary>
sealed record RestAddress(bool IsCollection);

/// <summary>Sends whoever forgot the slash of a collection to it, and finds nothing behind a slash too many: routing alone does not tell these apart.</summary>
sealed class RestSlashes(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext http)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<RestAddress>() is not { } address || http.Request.Path.Value is not { } path)
            return next(http);
        var slash = path.EndsWith('/');
        if (slash && (!address.IsCollection || path.EndsWith("//", StringComparison.Ordinal)))
            throw RestException.NotFound($"There is nothing at {path}.");
        if (slash || !address.IsCollection)
            return next(http);
        http.Response.Redirect($"{http.Request.Root()}{http.Request.Path.ToUriComponent()}/{http.Request.QueryString}", permanent: true, preserveMethod: true);
        return Task.CompletedTask;
    }
}

static class Addresses
{
    /// <summary>Addresses without a host, as the client knows them: behind a proxy they begin with where we are mounted.</summary>
    public static EventJson Under(this EventJson json, PathString mount) => mount.HasValue
        ? json with { Url = mount + json.Url, Builds = json.Builds?.Select(b => b.Under(mount)).ToList() }
        : json;

    public static BuildJson Under(this BuildJson json, PathString mount) => mount.HasValue ? json with { Url = mount + json.Url } : json;

    /// <summary>What comes before the path in absolute addresses of this service, as the client knows it.</summary>
    public static string Root(this HttpRequest request) => $"{request.Scheme}://{request.Host.ToUriComponent()}{request.PathBase.ToUriComponent()}";
}
