using System.Net;
using System.Text.RegularExpressions;

namespace Freshmaker.Host.Rest.Http;

/// <summary>
/// Behind a proxy: where the client believes it is, by <c>X-Script-Name</c>, <c>X-Forwarded-Host</c> and <c>X-Scheme</c> (behaviour.md §5). Whoever is no proxy of
/// ours could have any address written into our answers by them, so from others they are not looked at, nor is what is no host, path or scheme.
/// </summary>
sealed partial class ForwardedOrigin(RequestDelegate next, TrustedProxies proxies)
{
    public Task InvokeAsync(HttpContext http)
    {
        if (proxies.Trusts(http.Connection.RemoteIpAddress))
            Apply(http.Request);
        return next(http);
    }

    static void Apply(HttpRequest request)
    {
        if (Only(request, "X-Scheme") is "http" or "https")
            request.Scheme = Only(request, "X-Scheme")!;
        if (Only(request, "X-Forwarded-Host") is { } host && Host().IsMatch(host))
            request.Host = new(host);
        if (Only(request, "X-Script-Name") is not { } script || !Script().IsMatch(script))
            return;
        request.PathBase = new PathString(script);
        if (request.Path.StartsWithSegments(request.PathBase, out var rest))
            request.Path = rest;
    }

    static string? Only(HttpRequest request, string header) => request.Headers[header] is [{ } value] ? value : null;

    [GeneratedRegex(@"^([A-Za-z0-9]([A-Za-z0-9.-]{0,252})|\[[0-9A-Fa-f:.]{2,45}\])(:[0-9]{1,5})?\z")]
    private static partial Regex Host();

    [GeneratedRegex(@"^(/[A-Za-z0-9._~-]{1,100}){1,10}\z")]
    private static partial Regex Script();
}

/// <summary>From which addresses such headers are believed.</summary>
/// <param name="trusts">Looks only at the other end of the connection.</param>
public sealed class TrustedProxies(Func<IPAddress?, bool> trusts)
{
    public bool Trusts(IPAddress? address) => trusts(address);
}
