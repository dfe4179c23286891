namespace Berth.Network.Ports;

/// <summary>Which host ports are published, on which address. A port on all addresses excludes it on each. Not thread-safe.</summary>
internal sealed class PortReservations
{
    private readonly Dictionary<(TransportProtocol Protocol, ushort Port), HashSet<uint>> _taken = [];

    /// <summary>Takes a port unless one of ours has it.</summary>
    public bool TryTake(TransportProtocol protocol, uint hostAddress, ushort port)
    {
        if (!_taken.TryGetValue((protocol, port), out HashSet<uint>? addresses))
        {
            _taken.Add((protocol, port), [hostAddress]);
            return true;
        }

        return hostAddress != 0 && !addresses.Contains(0) && addresses.Add(hostAddress);
    }

    public void Release(TransportProtocol protocol, uint hostAddress, ushort port)
    {
        if (_taken.TryGetValue((protocol, port), out HashSet<uint>? addresses) && addresses.Remove(hostAddress) && addresses.Count == 0)
        {
            _taken.Remove((protocol, port));
        }
    }
}
