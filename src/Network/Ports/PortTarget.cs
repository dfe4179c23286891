using System.Net;

namespace Berth.Network.Ports;

/// <summary>The container that ports are published for, as its gateway network shows it.</summary>
internal sealed record PortTarget
{
    /// <summary>Null: the network has no IPv4.</summary>
    public IPAddress? IPv4 { get; init; }

    /// <summary>Null: the network has no IPv6.</summary>
    public IPAddress? IPv6 { get; init; }

    /// <summary>
    /// Host address of bindings that name none: the network's, or the daemon's. 0.0.0.0: all addresses of both families; another
    /// address: that one alone.
    /// </summary>
    public IPAddress DefaultHostIP { get; init; } = IPAddress.Any;

    /// <summary>Other hosts reach the container at its own IPv4 address: no port of this host is taken for it.</summary>
    public bool IsRouted4 { get; init; }

    /// <summary>The same for IPv6.</summary>
    public bool IsRouted6 { get; init; }

    /// <summary>Where a port of a host's address leads: the container's address of that family, or else, relayed, its IPv4 address.</summary>
    /// <exception cref="InvalidOperationException">The container has no address.</exception>
    public IPAddress AddressFor(IPAddress hostIP) =>
        (hostIP.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? IPv6 ?? IPv4 : IPv4)
        ?? throw new InvalidOperationException($"the container has no address for {hostIP}");
}
