namespace Freshmaker.Host.Security.Http;

/// <summary>What browsers are told about every response. What an endpoint has set itself stays: a page relaxes the policy for itself.</summary>
static class SecurityHeaders
{
    /// <summary>No response of an API is a page: it loads, frames and sends nothing.</summary>
    const string NoPage = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void Promise(HttpContext http) => http.Response.OnStarting(() =>
    {
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        if (headers.ContentSecurityPolicy.Count == 0)
            headers.ContentSecurityPolicy = NoPage;
        if (http.Caller().Name is not null)
            headers.CacheControl = "no-store"; // it may hold what only he may see
        return Task.CompletedTask;
    });
}
