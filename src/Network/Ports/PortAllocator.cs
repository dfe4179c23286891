using System.Globalization;
using System.Net;
using Berth.Linux;
using Berth.Linux.Sockets;
using Berth.Network.Addresses;

namespace Berth.Network.Ports;

/// <summary>A port that was allocated, with the socket that holds it.</summary>
internal sealed record AllocatedPort(PublishedPort Port, Fd Socket);

/// <summary>Binds a host port for real: the only sure way to know that nobody has it.</summary>
internal delegate Fd? BindPort(int protocol, uint address, ushort port, out Errno errno);

/// <summary>
/// Turns asked-for bindings into host ports: one port, the first free of a range, or a free one of the kernel's ephemeral range.
/// A port is free when no container of ours has it and the host lets us bind it. Thread-safe.
/// </summary>
internal sealed class PortAllocator(
    BindPort bind, Func<(ushort First, ushort Last)> ephemeralRange, IPAddress defaultAddress, TimeProvider time)
{
    /// <summary>How long the monitor of a container that has ended may take to close its sockets.</summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan s_retry = TimeSpan.FromMilliseconds(2);

    private readonly Lock _gate = new();
    private readonly PortReservations _reservations = new();
    private readonly Dictionary<(TransportProtocol Protocol, ushort Port), long> _released = [];
    private ushort _previousEphemeral;

    /// <summary>The allocator of this host.</summary>
    public static PortAllocator OfHost(IPAddress defaultAddress, TimeProvider time) =>
        new(PortSocket.TryBind, ReadEphemeralRange, defaultAddress, time);

    /// <summary>Allocates all bindings or, on failure, none.</summary>
    public List<AllocatedPort> Allocate(IReadOnlyList<PortBinding> bindings, IPAddress containerAddress)
    {
        List<AllocatedPort> allocated = [];
        try
        {
            foreach (PortBinding binding in bindings)
            {
                allocated.Add(Allocate(binding, containerAddress));
            }

            return allocated;
        }
        catch
        {
            Release(allocated.Select(one => one.Port));
            allocated.ForEach(one => one.Socket.Dispose());
            throw;
        }
    }

    /// <summary>Takes over ports that run on from an earlier life; their monitors hold the sockets.</summary>
    public void Adopt(IEnumerable<PublishedPort> ports)
    {
        lock (_gate)
        {
            foreach (PublishedPort port in ports)
            {
                _reservations.TryTake(port.Protocol, Subnet.ToNumber(port.HostIP), port.HostPort);
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

            foreach (PublishedPort port in ports)
            {
                _reservations.Release(port.Protocol, Subnet.ToNumber(port.HostIP), port.HostPort);
                _released[(port.Protocol, port.HostPort)] = time.GetTimestamp();
            }
        }
    }

    private AllocatedPort Allocate(PortBinding binding, IPAddress containerAddress)
    {
        IPAddress hostIP = binding.HostIP ?? defaultAddress;
        if (hostIP.AddressFamily != System.Net.Sockets.AddressFamily.InterNetwork)
        {
            throw new NetworkException(NetworkErrorKind.NotImplemented, $"publishing ports on IPv6 addresses is not supported yet: {hostIP}");
        }

        if (binding.ContainerPort == 0)
        {
            throw new NetworkException(NetworkErrorKind.InvalidParameter, "invalid container port: 0");
        }

        return binding.HostPort == 0
            ? AllocateEphemeral(binding, hostIP, containerAddress)
            : AllocateInRange(binding, hostIP, containerAddress);
    }

    private AllocatedPort AllocateInRange(PortBinding binding, IPAddress hostIP, IPAddress containerAddress)
    {
        int last = Math.Max(binding.HostPort, binding.HostPortEnd);
        for (int port = binding.HostPort; ; port++)
        {
            Refusal? refusal = TryAllocate(binding, hostIP, (ushort)port, out AllocatedPort? allocated);
            if (allocated is not null)
            {
                return allocated;
            }

            if (port == last)
            {
                throw Failure(refusal!, binding, hostIP, (ushort)port, containerAddress);
            }
        }
    }

    private AllocatedPort AllocateEphemeral(PortBinding binding, IPAddress hostIP, IPAddress containerAddress)
    {
        (ushort first, ushort last) = ephemeralRange();
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
            Refusal? refusal = TryAllocate(binding, hostIP, port, out AllocatedPort? allocated);
            if (allocated is not null)
            {
                return allocated;
            }

            if (refusal is { Errno: not Errno.EADDRINUSE and not Errno.None })
            {
                throw Failure(refusal, binding, hostIP, port, containerAddress);
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

    private Refusal? TryAllocate(PortBinding binding, IPAddress hostIP, ushort port, out AllocatedPort? allocated)
    {
        uint address = Subnet.ToNumber(hostIP);
        allocated = null;
        lock (_gate)
        {
            if (!_reservations.TryTake(binding.Protocol, address, port))
            {
                return new Refusal(Errno.None);
            }
        }

        Fd? socket = Bind(binding.Protocol, address, port, out Errno errno);
        if (socket is null)
        {
            lock (_gate)
            {
                _reservations.Release(binding.Protocol, address, port);
            }

            return new Refusal(errno);
        }

        var published = new PublishedPort
        {
            ContainerPort = binding.ContainerPort, Protocol = binding.Protocol, HostIP = hostIP, HostPort = port,
        };
        allocated = new AllocatedPort(published, socket);
        return null;
    }

    /// <summary>
    /// A container that is restarted asks for its ports again at once, while the monitor of its earlier life may not have closed them
    /// yet: a port that was ours a moment ago is waited for.
    /// </summary>
    private Fd? Bind(TransportProtocol protocol, uint address, ushort port, out Errno errno)
    {
        Fd? socket = bind((int)protocol, address, port, out errno);
        while (socket is null && errno == Errno.EADDRINUSE && WasOurs(protocol, port))
        {
            Task.Delay(s_retry, time).Wait();
            socket = bind((int)protocol, address, port, out errno);
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

    private static NetworkException Failure(Refusal refusal, PortBinding binding, IPAddress hostIP, ushort port, IPAddress containerAddress)
    {
        if (refusal.Errno == Errno.None)
        {
            return new NetworkException(NetworkErrorKind.Conflict, $"Bind for {hostIP}:{port} failed: port is already allocated");
        }

        string protocol = binding.Protocol switch
        {
            TransportProtocol.Tcp => "tcp",
            TransportProtocol.Udp => "udp",
            _ => "sctp",
        };
        string text = refusal.Errno == Errno.EADDRNOTAVAIL ? "cannot assign requested address" : LinuxException.Text(refusal.Errno);
        return new NetworkException(
            NetworkErrorKind.Conflict,
            $"failed to bind host port for {hostIP}:{port}:{containerAddress}:{binding.ContainerPort}/{protocol}: {text}");
    }

    /// <summary>ip(7), ip_local_port_range: two numbers.</summary>
    private static (ushort First, ushort Last) ReadEphemeralRange()
    {
        string[] numbers = File.ReadAllText("/proc/sys/net/ipv4/ip_local_port_range")
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return (ushort.Parse(numbers[0], CultureInfo.InvariantCulture), ushort.Parse(numbers[1], CultureInfo.InvariantCulture));
    }

    /// <summary>Why a port could not be had; <see cref="Errno.None"/>: a container of ours has it.</summary>
    private sealed record Refusal(Errno Errno);
}
