using System.Net;
using Berth.Linux;

namespace Berth.Network.Ports;

/// <summary>
/// Turns asked-for bindings into host ports: one port, the first free of a range, or a free one of the kernel's ephemeral range. A
/// binding on the addresses of both families gets the same port on both. A port is free when no container of ours has it and the host
/// lets us bind it. Thread-safe.
/// </summary>
internal sealed class PortAllocator(IHostPorts host, TimeProvider time)
{
    /// <summary>How long the monitor of a container that has ended may take to close its sockets.</summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan s_retry = TimeSpan.FromMilliseconds(2);

    private readonly Lock _gate = new();
    private readonly PortReservations _reservations = new();
    private readonly Dictionary<(TransportProtocol Protocol, ushort Port), long> _released = [];
    private ushort _previousEphemeral;

    /// <summary>Allocates all bindings or, on failure, none.</summary>
    /// <exception cref="NetworkException">A port is not to be had; docker's words.</exception>
    public List<AllocatedPort> Allocate(IReadOnlyList<PortBinding> bindings, PortTarget target)
    {
        bool hostHasIPv6 = bindings.Count > 0 && host.HasIPv6();
        List<AllocatedPort> allocated = [];
        try
        {
            foreach (PortBinding binding in bindings)
            {
                allocated.AddRange(Allocate(binding, HostAddresses.Of(binding.HostIP, target, hostHasIPv6), target));
            }

            return allocated;
        }
        catch
        {
            Discard(allocated);
            throw;
        }
    }

    /// <summary>Takes over ports that run on from an earlier life; their monitors hold the sockets.</summary>
    public void Adopt(IEnumerable<PublishedPort> ports)
    {
        lock (_gate)
        {
            foreach (PublishedPort port in ports.Where(port => port.HostPort != 0))
            {
                _ = _reservations.TryTake(port.Protocol, port.HostIP, port.HostPort);
            }
        }
    }

    public void Release(IEnumerable<PublishedPort> ports)
    {
        lock (_gate)
        {
            foreach ((TransportProtocol, ushort) old in _released.Keys.Where(key => time.GetElapsedTime(_released[key]) > s_grace).ToArray())
            {
                _released.Remove(old);
            }

            foreach (PublishedPort port in ports.Where(port => port.HostPort != 0))
            {
                _reservations.Release(port.Protocol, port.HostIP, port.HostPort);
                _released[(port.Protocol, port.HostPort)] = time.GetTimestamp();
            }
        }
    }

    private List<AllocatedPort> Allocate(PortBinding binding, IReadOnlyList<IPAddress> addresses, PortTarget target)
    {
        if (binding.ContainerPort == 0)
        {
            throw new NetworkException(NetworkErrorKind.InvalidParameter, "invalid container port: 0");
        }

        List<AllocatedPort> ports = [.. addresses.Where(address => IsRouted(address, target)).Select(address => new AllocatedPort(Published(binding, address, 0), null))];
        IPAddress[] bound = [.. addresses.Where(address => !IsRouted(address, target))];
        if (bound.Length > 0)
        {
            ports.AddRange(binding.HostPort == 0 ? AllocateEphemeral(binding, bound, target) : AllocateInRange(binding, bound, target));
        }

        return ports;
    }

    private static bool IsRouted(IPAddress address, PortTarget target) =>
        HostAddresses.IsSix(address) ? target.IsRouted6 && target.IPv6 is not null : target.IsRouted4;

    private List<AllocatedPort> AllocateInRange(PortBinding binding, IPAddress[] addresses, PortTarget target)
    {
        int last = Math.Max(binding.HostPort, binding.HostPortEnd);
        for (int port = binding.HostPort; ; port++)
        {
            Refusal? refusal = TryAllocateAll(binding, addresses, (ushort)port, out List<AllocatedPort> allocated);
            if (refusal is null)
            {
                return allocated;
            }

            if (port == last)
            {
                throw Failure(refusal, binding, (ushort)port, target);
            }
        }
    }

    private List<AllocatedPort> AllocateEphemeral(PortBinding binding, IPAddress[] addresses, PortTarget target)
    {
        (ushort first, ushort last) = host.EphemeralRange();
        int size = last - first + 1;
        lock (_gate)
        {
            if (_previousEphemeral < first || _previousEphemeral > last)
            {
                _previousEphemeral = last;
            }
        }

        for (int tries = 0; tries < size; tries++)
        {
            ushort port = NextEphemeral(first, last);
            Refusal? refusal = TryAllocateAll(binding, addresses, port, out List<AllocatedPort> allocated);
            if (refusal is null)
            {
                return allocated;
            }

            if (refusal.Holder is null && refusal.Errno != Errno.EADDRINUSE)
            {
                throw Failure(refusal, binding, port, target);
            }
        }

        throw new NetworkException(NetworkErrorKind.Exhausted, "all ports are allocated");
    }

    private ushort NextEphemeral(ushort first, ushort last)
    {
        lock (_gate)
        {
            return _previousEphemeral = _previousEphemeral >= last ? first : (ushort)(_previousEphemeral + 1);
        }
    }

    /// <summary>One port on all of the addresses, or on none.</summary>
    private Refusal? TryAllocateAll(PortBinding binding, IPAddress[] addresses, ushort port, out List<AllocatedPort> allocated)
    {
        allocated = [];
        foreach (IPAddress address in addresses)
        {
            Refusal? refusal = TryAllocate(binding, address, port, out AllocatedPort? one);
            if (one is not null)
            {
                allocated.Add(one);
            }
            else
            {
                Discard(allocated);
                return refusal;
            }
        }

        return null;
    }

    private Refusal? TryAllocate(PortBinding binding, IPAddress address, ushort port, out AllocatedPort? allocated)
    {
        allocated = null;
        lock (_gate)
        {
            if (_reservations.TryTake(binding.Protocol, address, port) is { } holder)
            {
                return new Refusal(address, holder, Errno.None);
            }
        }

        Fd? socket = Bind(binding.Protocol, address, port, out Errno errno);
        if (socket is null)
        {
            lock (_gate)
            {
                _reservations.Release(binding.Protocol, address, port);
            }

            return new Refusal(address, null, errno);
        }

        allocated = new AllocatedPort(Published(binding, address, port), socket);
        return null;
    }

    /// <summary>
    /// A container that is restarted asks for its ports again at once, while the monitor of its earlier life may not have closed them
    /// yet: a port that was ours a moment ago is waited for.
    /// </summary>
    private Fd? Bind(TransportProtocol protocol, IPAddress address, ushort port, out Errno errno)
    {
        Fd? socket = host.TryBind(protocol, address, port, out errno);
        while (socket is null && errno == Errno.EADDRINUSE && WasOurs(protocol, port))
        {
            Task.Delay(s_retry, time).Wait();
            socket = host.TryBind(protocol, address, port, out errno);
        }

        return socket;
    }

    private bool WasOurs(TransportProtocol protocol, ushort port)
    {
        lock (_gate)
        {
            return _released.TryGetValue((protocol, port), out long released) && time.GetElapsedTime(released) < s_grace;
        }
    }

    /// <summary>Gives back what was never used: nobody waits for its sockets.</summary>
    private void Discard(List<AllocatedPort> ports)
    {
        lock (_gate)
        {
            foreach (AllocatedPort one in ports.Where(one => one.Socket is not null))
            {
                one.Socket!.Dispose();
                _reservations.Release(one.Port.Protocol, one.Port.HostIP, one.Port.HostPort);
            }
        }
    }

    private static PublishedPort Published(PortBinding binding, IPAddress address, ushort port) => new()
    {
        ContainerPort = binding.ContainerPort, Protocol = binding.Protocol, HostIP = address, HostPort = port,
    };

    private static NetworkException Failure(Refusal refusal, PortBinding binding, ushort port, PortTarget target)
    {
        if (refusal.Holder is { } holder)
        {
            return new NetworkException(NetworkErrorKind.Conflict, $"Bind for {holder}:{port} failed: port is already allocated");
        }

        string text = refusal.Errno == Errno.EADDRNOTAVAIL ? "cannot assign requested address" : LinuxException.Text(refusal.Errno);
        string protocol = binding.Protocol.ToString().ToLowerInvariant();
        return new NetworkException(
            NetworkErrorKind.Conflict,
            $"failed to bind host port for {new IPEndPoint(refusal.Address, port)}:{Bracketed(target.AddressFor(refusal.Address))}:{binding.ContainerPort}/{protocol}: {text}");
    }

    private static string Bracketed(IPAddress address) => HostAddresses.IsSix(address) ? $"[{address}]" : address.ToString();

    /// <summary>Why a port could not be had on an address: a container of ours has it there, or on all addresses, or the host refused.</summary>
    private sealed record Refusal(IPAddress Address, IPAddress? Holder, Errno Errno);
}
