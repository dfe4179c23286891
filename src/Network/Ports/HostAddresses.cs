using System.Net;
using System.Net.Sockets;

namespace Berth.Network.Ports;

/// <summary>On which host addresses a binding is published. Docker's rules.</summary>
internal static class HostAddresses
{
    /// <summary>
    /// A binding that names an address is published there; one that names none, on all addresses of both families, or where the network
    /// or the daemon says. A container without IPv6 is published on IPv6 addresses all the same, by a relay; one without IPv4 is not on
    /// IPv4 addresses. Empty: nowhere.
    /// </summary>
    /// <param name="asked">What the binding names.</param>
    /// <param name="target">Whom it is for.</param>
    /// <param name="hostHasIPv6">Whether the host has IPv6 switched on: where not, nothing is missed.</param>
    public static IReadOnlyList<IPAddress> Of(IPAddress? asked, PortTarget target, bool hostHasIPv6)
    {
        IPAddress wanted = Plain(asked ?? target.DefaultHostIP);
        bool hasFour = target.IPv4 is not null;
        bool hasSome = hasFour || target.IPv6 is not null;
        if (asked is not null || !wanted.Equals(IPAddress.Any))
        {
            return (IsSix(wanted) ? hasSome : hasFour) ? [wanted] : [];
        }

        return (hasFour, hasSome && hostHasIPv6) switch
        {
            (true, true) => [IPAddress.Any, IPAddress.IPv6Any],
            (true, false) => [IPAddress.Any],
            (false, true) => [IPAddress.IPv6Any],
            _ => [],
        };
    }

    public static bool IsSix(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6;

    /// <summary><c>::ffff:127.0.0.1</c> is 127.0.0.1.</summary>
    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
