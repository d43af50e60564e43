using Freshmaker.Host.Security.Http;
using Freshmaker.Host.Security.Settings;

namespace Freshmaker.Host.Security.Proxies;

/// <summary>
/// The headers by which a proxy says who somebody is. They are taken off a request before anything else sees it, unless the connection really comes from a proxy that
/// is configured, which sets them itself.
/// </summary>
sealed class IdentityHeaders(SecuritySettings settings, Seldom seldom, ILogger<IdentityHeaders> log)
{
    readonly HashSet<string> _all = Plain(settings.Proxy.UserHeader, settings.Proxy.GroupsHeader, settings.Proxy.VerifyHeader, settings.Proxy.SubjectHeader);

    readonly HashSet<string> _sent = new(
    [
        .. settings.Proxy.SendsUser ? [settings.Proxy.UserHeader] : Array.Empty<string>(),
        .. settings.Proxy.SendsGroups ? [settings.Proxy.GroupsHeader] : Array.Empty<string>(),
        .. settings.Proxy.SendsCertificate ? [settings.Proxy.VerifyHeader, settings.Proxy.SubjectHeader] : Array.Empty<string>(),
    ], StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the other end of the connection is one of our proxies. Nothing that the request says counts.</summary>
    public bool ComesFromProxy(HttpContext http) => settings.Proxy.Addresses.Contain(http.Connection.RemoteIpAddress);

    /// <summary>Takes off all that is not to be believed.</summary>
    public void Clean(HttpContext http)
    {
        var believed = settings.Schemes.Contains(Scheme.Proxy) && ComesFromProxy(http);
        // Underscores too: what other programs take for the same header must not go by as another one.
        var taken = http.Request.Headers.Keys.Where(name => _all.Contains(Plain(name)) && !(believed && _sent.Contains(name))).ToList();
        if (taken.Count == 0)
            return;
        foreach (var name in taken)
            http.Request.Headers.Remove(name);
        if (seldom.Again($"headers {http.Connection.RemoteIpAddress}"))
        {
            log.LogWarning(
                "Headers that say who somebody is ({Headers}) came from {Address} and were ignored: {Reason}", taken.Select(Words.Clean), http.Connection.RemoteIpAddress,
                believed ? "they are not among those that the proxy sets (Freshmaker:Security:Proxy:Sends)"
                    : "it is none of Freshmaker:Security:Proxy:Addresses, or the scheme proxy is not configured");
        }
    }

    static HashSet<string> Plain(params string[] names) => new(names.Select(Plain), StringComparer.OrdinalIgnoreCase);

    static string Plain(string name) => name.Replace('_', '-');
}
