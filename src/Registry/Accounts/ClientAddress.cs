using System.Net;
using System.Net.Sockets;

namespace Berth.Registry.Accounts;

/// <summary>What of an address counts as one client: an IPv4 address, or the 64 bits of an IPv6 network, of which one customer has all.</summary>
internal static class ClientAddress
{
    private const int NetworkBytes = 8;

    /// <summary>Its text; of no address, <c>local</c>.</summary>
    public static string Of(IPAddress? address)
    {
        if (address is null)
        {
            return "local";
        }

        IPAddress plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (plain.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return plain.ToString();
        }

        byte[] bytes = plain.GetAddressBytes();
        bytes.AsSpan(NetworkBytes).Clear();
        return $"{new IPAddress(bytes)}/64";
    }
}
