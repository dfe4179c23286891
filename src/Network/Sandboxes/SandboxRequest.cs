using System.Net;
using Berth.Linux;
using Berth.Network.Ports;

namespace Berth.Network.Sandboxes;

/// <summary>What a container needs of the network.</summary>
public sealed record SandboxRequest
{
    /// <summary>The container's full ID: also the name of its namespace file.</summary>
    public required string ContainerId { get; init; }

    /// <summary>The container's name without a slash, for error messages. Default: the ID.</summary>
    public string? ContainerName { get; init; }

    /// <summary>Ports to publish, in the order in which they are to be allocated.</summary>
    public IReadOnlyList<PortBinding> Ports { get; init; } = [];

    /// <summary>Hardware address, <c>02:42:ac:11:00:02</c>. Null: derived from the IP address.</summary>
    public string? MacAddress { get; init; }

    /// <summary>The namespace to wire up, in which nothing lives yet; null: a new one of the host's user namespace.</summary>
    public Fd? Namespace { get; init; }

    /// <summary>IPv4 address wanted. Null: the next free one.</summary>
    public IPAddress? Address { get; init; }
}
