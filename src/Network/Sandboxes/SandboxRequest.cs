using Berth.Linux;
using Berth.Network.Naming;
using Berth.Network.Ports;

namespace Berth.Network.Sandboxes;

/// <summary>What a container needs of the network.</summary>
public sealed record SandboxRequest
{
    /// <summary>The container's full ID: also the name of its namespace file.</summary>
    public required string ContainerId { get; init; }

    /// <summary>The container's name without a slash, for error messages. Default: the ID.</summary>
    public string? ContainerName { get; init; }

    /// <summary>The networks to connect it to; their interfaces are named in this order.</summary>
    public required IReadOnlyList<AttachmentRequest> Attachments { get; init; }

    /// <summary>Ports to publish, in the order in which they are to be allocated.</summary>
    public IReadOnlyList<PortBinding> Ports { get; init; } = [];

    /// <summary>How names that are no container's are resolved.</summary>
    public NameSettings Naming { get; init; } = new();

    /// <summary>The namespace to wire up, in which nothing lives yet; null: a new one of the host's user namespace.</summary>
    public Fd? Namespace { get; init; }
}
