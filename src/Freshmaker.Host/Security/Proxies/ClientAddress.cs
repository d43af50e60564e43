using System.Net;
using System.Net.Sockets;
using Freshmaker.Host.Security.Settings;

namespace Freshmaker.Host.Security.Proxies;

/// <summary>Where a request comes from: behind our proxies, what the one that is next to the client says.</summary>
static class ClientAddress
{
    public static IPAddress? Of(HttpContext http, AddressRanges proxies)
    {
        var address = http.Connection.RemoteIpAddress;
        var hops = $"{http.Request.Headers["X-Forwarded-For"]}".Split(',');
        // Each proxy adds whom it heard from at the end; what stands before the first that is not ours, anybody can have written.
        for (var i = hops.Length - 1; i >= 0 && proxies.Contain(address); i--)
        {
            if (!IPAddress.TryParse(hops[i].Trim(), out var hop))
                break;
            address = hop;
        }

        return address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
    }

    /// <summary>What counts as one client for limits: of IPv6, where one client has as many addresses as it likes, the network.</summary>
    public static string Share(IPAddress? address) => address switch
    {
        null => "unknown",
        { AddressFamily: AddressFamily.InterNetworkV6 } => Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)),
        _ => address.ToString(),
    };
}
