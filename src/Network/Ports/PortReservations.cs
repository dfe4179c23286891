using System.Net;

namespace Berth.Network.Ports;

/// <summary>
/// Which host ports are published, on which address. A port on all addresses of a family excludes it on each of that family. Not
/// thread-safe.
/// </summary>
internal sealed class PortReservations
{
    private readonly Dictionary<(TransportProtocol Protocol, ushort Port), HashSet<IPAddress>> _taken = [];

    /// <summary>Takes a port unless one of ours has it.</summary>
    /// <returns>Null, or the address on which it is taken.</returns>
    public IPAddress? TryTake(TransportProtocol protocol, IPAddress hostAddress, ushort port)
    {
        if (!_taken.TryGetValue((protocol, port), out HashSet<IPAddress>? addresses))
        {
            _taken.Add((protocol, port), [hostAddress]);
            return null;
        }

        if (addresses.FirstOrDefault(other => Exclude(other, hostAddress)) is { } holder)
        {
            return holder;
        }

        addresses.Add(hostAddress);
        return null;
    }

    public void Release(TransportProtocol protocol, IPAddress hostAddress, ushort port)
    {
        if (_taken.TryGetValue((protocol, port), out HashSet<IPAddress>? addresses) && addresses.Remove(hostAddress) && addresses.Count == 0)
        {
            _taken.Remove((protocol, port));
        }
    }

    private static bool Exclude(IPAddress one, IPAddress other) =>
        one.AddressFamily == other.AddressFamily && (one.Equals(other) || IsAny(one) || IsAny(other));

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
}
