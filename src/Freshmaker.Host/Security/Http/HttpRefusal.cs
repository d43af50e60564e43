using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace Freshmaker.Host.Security.Http;

/// <summary>
/// A request that is not let in, in the form of its API: that of the existing system below <c>/api/1</c> and <c>/api/2</c>, problem details (RFC 9457) elsewhere.
/// </summary>
sealed class HttpRefusal(int status, string message, string? challenge = null, int? retryAfter = null) : IResult, IStatusCodeHttpResult
{
    public int? StatusCode => status;

    public string Message => message;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var headers = httpContext.Response.Headers;
        if (challenge is not null)
            headers.WWWAuthenticate = challenge;
        if (retryAfter is { } seconds)
            headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        headers.CacheControl = "no-store";
        var title = ReasonPhrases.GetReasonPhrase(status);
        var path = httpContext.Request.Path;
        return path.StartsWithSegments("/api/1") || path.StartsWithSegments("/api/2")
            ? Results.Json(new { status, error = title, message }, statusCode: status).ExecuteAsync(httpContext)
            : Results.Problem(message, statusCode: status, title: title).ExecuteAsync(httpContext);
    }
}
