using System.Net;
using System.Net.Sockets;

namespace Freshmaker.Host.Security.Settings;

/// <summary>Addresses, given one by one or as networks (<c>10.1.0.0/16</c>).</summary>
public sealed class AddressRanges(IReadOnlyList<IPNetwork> ranges)
{
    public static AddressRanges None { get; } = new([]);

    public bool IsEmpty => ranges.Count == 0;

    public static bool TryParse(string text, out IPNetwork range)
    {
        if (!text.Contains('/', StringComparison.Ordinal) && IPAddress.TryParse(text, out var one))
        {
            range = new(one, one.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
            return true;
        }

        return IPNetwork.TryParse(text, out range);
    }

    /// <remarks>An IPv4 client of a socket that listens on both kinds has an IPv6 address that says so.</remarks>
    public bool Contain(IPAddress? address)
    {
        if (address is { IsIPv4MappedToIPv6: true })
            address = address.MapToIPv4();
        return address is not null && ranges.Any(r => r.Contains(address));
    }
}
