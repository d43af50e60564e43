namespace Freshmaker.Host.Security.Http;

/// <summary>
/// Requests that a page of another site makes a browser send. No cookie authenticates here, but browsers add client certificates and Kerberos tickets by themselves too,
/// and the old API takes any content type. Programs that are no browsers send neither header.
/// </summary>
static class OtherSites
{
    public static HttpRefusal? Refuse(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method))
            return null; // these change nothing
        var site = request.Headers["Sec-Fetch-Site"];
        var isOurs = site.Count > 0
            ? site is ["same-origin" or "none"]
            : request.Headers.Origin.Count == 0 || (Uri.TryCreate($"{request.Headers.Origin}", UriKind.Absolute, out var origin) && IsHost(origin, request.Host));
        return isOurs ? null : new(StatusCodes.Status403Forbidden, "The request comes from a page of another site.");
    }

    // Without the scheme: TLS may end at a proxy.
    static bool IsHost(Uri origin, HostString host) => origin.Authority.Equals(host.Value, StringComparison.OrdinalIgnoreCase);
}
