using System.Globalization;
using System.Net;
using Berth.Linux;
using Berth.Linux.Sockets;

namespace Berth.Network.Ports;

/// <summary>What the allocator asks of the host; a test answers in its place.</summary>
internal interface IHostPorts
{
    /// <summary>First and last port of the kernel's ephemeral range.</summary>
    (ushort First, ushort Last) EphemeralRange();

    /// <summary>Whether ports without an address are published on IPv6 too.</summary>
    bool HasIPv6();

    /// <summary>Binds a host port for real: the only sure way to know that nobody has it. Null: <paramref name="errno"/> says why.</summary>
    Fd? TryBind(TransportProtocol protocol, IPAddress address, ushort port, out Errno errno);
}

/// <summary>The host.</summary>
internal sealed class HostPorts : IHostPorts
{
    /// <summary>ip-sysctl, ip_local_port_range: two numbers, for both families.</summary>
    private const string RangeSetting = "/proc/sys/net/ipv4/ip_local_port_range";

    public (ushort First, ushort Last) EphemeralRange()
    {
        string[] numbers = File.ReadAllText(RangeSetting).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return (ushort.Parse(numbers[0], CultureInfo.InvariantCulture), ushort.Parse(numbers[1], CultureInfo.InvariantCulture));
    }

    public bool HasIPv6() => HostIPv6.IsOn();

    public Fd? TryBind(TransportProtocol protocol, IPAddress address, ushort port, out Errno errno) =>
        PortSocket.TryBind((int)protocol, address, port, out errno);
}
