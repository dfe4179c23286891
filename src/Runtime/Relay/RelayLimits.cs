namespace Berth.Runtime.Relay;

/// <summary>What a relay lets its peers take. All ports of a container share it.</summary>
internal sealed record RelayLimits
{
    /// <summary>TCP connections; more wait in the kernel's backlog. Each costs two descriptors, and some hundred bytes.</summary>
    public int Connections { get; init; } = 1000;

    /// <summary>Pipes for connections that carry much; when all are in use, the others are copied. Each costs two descriptors.</summary>
    public int Pipes { get; init; } = 32;

    /// <summary>Peers of UDP ports; another takes the place of the one that has been silent longest. A descriptor each.</summary>
    public int Flows { get; init; } = 1000;

    /// <summary>How long a peer of a UDP port is remembered after its last datagram, to and fro. docker-proxy's.</summary>
    public TimeSpan FlowIdleTime { get; init; } = TimeSpan.FromSeconds(90);
}
