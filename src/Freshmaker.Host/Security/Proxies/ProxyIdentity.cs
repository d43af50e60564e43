using System.Text.RegularExpressions;
using Freshmaker.Host.Security.Groups;
using Freshmaker.Host.Security.Identity;
using Freshmaker.Host.Security.Settings;
using Microsoft.Extensions.Primitives;

namespace Freshmaker.Host.Security.Proxies;

/// <summary>
/// Who a proxy says the client is. A user comes before a certificate, as in the existing system. Runs on requests that <see cref="IdentityHeaders"/> has cleaned.
/// </summary>
sealed partial class ProxyIdentity(SecuritySettings settings, IGroups groups) : IIdentity
{
    readonly ProxySettings _proxy = settings.Proxy;

    public async Task<Finding> FindAsync(HttpContext http, CancellationToken ct)
    {
        var headers = http.Request.Headers;
        // A proxy sets a header to one value. Two mean that it has added its own to one that a client sent.
        foreach (var name in (string[])[_proxy.UserHeader, _proxy.GroupsHeader, _proxy.VerifyHeader, _proxy.SubjectHeader])
        {
            if (headers[name].Count > 1)
                return new Finding.Bad($"The header {name} came more than once.");
        }

        return IsGiven(headers[_proxy.UserHeader], out var user) ? await OfUserAsync(user, headers[_proxy.GroupsHeader], ct) : OfCertificate(http);
    }

    async Task<Finding> OfUserAsync(string user, StringValues sentGroups, CancellationToken ct)
    {
        var match = Principal().Match(user);
        if (!match.Success || !Names.IsName(match.Groups["name"].Value))
            return new Finding.Bad($"The header {_proxy.UserHeader} is not the name of one user.");
        if (_proxy.Realm is { } realm && match.Groups["realm"].Value != realm)
            return new Finding.Bad($"The user is not of the realm {realm}.");
        var name = match.Groups["name"].Value;
        var of = _proxy.SendsGroups
            ? $"{sentGroups}".Split(_proxy.GroupSeparator[0], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            : await groups.OfAsync(name, ct);
        return new Finding.Somebody(name, of);
    }

    Finding OfCertificate(HttpContext http)
    {
        var hasVerdict = IsGiven(http.Request.Headers[_proxy.VerifyHeader], out var verdict);
        if (!hasVerdict || verdict == "NONE")
            return Finding.Nothing.Instance;
        if (verdict != "SUCCESS")
            return new Finding.Bad("The proxy did not accept the client certificate.");
        return IsGiven(http.Request.Headers[_proxy.SubjectHeader], out var subject) && Names.IsName(subject)
            ? new Finding.Somebody(subject, [])
            : new Finding.Bad($"The header {_proxy.SubjectHeader} does not hold the subject of a certificate.");
    }

    static bool IsGiven(StringValues header, out string value)
    {
        value = $"{header}";
        return value.Length > 0 && value != "(null)"; // what Apache sends for a variable that is not set
    }

    // No commas: a list may be several headers that somebody on the way has put together.
    [GeneratedRegex("""^(?<name>[^@,;\s\p{C}]+)(@(?<realm>[A-Za-z0-9.-]+))?$""", RegexOptions.ExplicitCapture)]
    private static partial Regex Principal();
}
