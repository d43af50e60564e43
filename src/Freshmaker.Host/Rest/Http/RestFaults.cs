using Freshmaker.Domain.Ports;
using Freshmaker.Host.Operations;
using Freshmaker.Host.Publishing.Contracts;
using Microsoft.AspNetCore.WebUtilities;

namespace Freshmaker.Host.Rest.Http;

/// <summary>
/// Gives every refusal and fault under <c>/api/</c> a body: the old shape in versions 1 and 2 and where there is nothing at all, and elsewhere leaves those
/// alone that have one.
/// </summary>
sealed class RestFaults(RequestDelegate next, ILogger<RestFaults> logger)
{
    public async Task InvokeAsync(HttpContext http)
    {
        if (!http.Request.Path.StartsWithSegments("/api", out var rest) || (http.GetEndpoint() is { } endpoint && IsOfOthers(endpoint, rest)))
        {
            await next(http);
            return;
        }

        try
        {
            await next(http);
            if (!http.Response.HasStarted && http.Response is { StatusCode: >= 400, ContentLength: null, ContentType: null })
                await WriteAsync(http, http.Response.StatusCode, MessageOf(http));
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Whoever asked has gone.
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            var (status, message) = Tell(e);
            await WriteAsync(http, status, message);
        }
    }

    public static Task WriteAsync(HttpContext http, int status, string message)
    {
        http.Response.StatusCode = status;
        var error = new RestError(status, ReasonPhrases.GetReasonPhrase(status), message);
        return http.Response.WriteAsJsonAsync(error, ContractJson.Options, "application/json", http.RequestAborted);
    }

    /// <summary>Newer addresses under <c>/api/</c> have faults of their own shape.</summary>
    static bool IsOfOthers(Endpoint endpoint, PathString rest) =>
        endpoint.Metadata.GetMetadata<RestAddress>() is null && endpoint is RouteEndpoint && !rest.StartsWithSegments("/1") && !rest.StartsWithSegments("/2");

    (int Status, string Message) Tell(Exception e)
    {
        switch (e)
        {
            case RestException r:
                return (r.Status, r.Message);
            case BadHttpRequestException b:
                return (b.StatusCode, b.StatusCode == StatusCodes.Status413PayloadTooLarge ? "The body is too large." : "The request cannot be read.");
            case OutsideFault f:
                return (StatusCodes.Status503ServiceUnavailable, $"{f.System} does not answer usefully now; ask again later.");
            case var _ when Outage.IsOfDatabase(e):
                logger.LogWarning("A REST request found the database away ({Error})", e.Message);
                return (StatusCodes.Status503ServiceUnavailable, "The database does not answer now; ask again later.");
            default:
                logger.LogError(e, "A REST request failed");
                return (StatusCodes.Status500InternalServerError, "The service failed to answer; its log says why.");
        }
    }

    static string MessageOf(HttpContext http) => http.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => $"There is nothing at {http.Request.Path}.",
        StatusCodes.Status405MethodNotAllowed => $"{http.Request.Method} is not possible here; what is: {http.Response.Headers.Allow}.",
        var status => $"{ReasonPhrases.GetReasonPhrase(status)}.",
    };
}
