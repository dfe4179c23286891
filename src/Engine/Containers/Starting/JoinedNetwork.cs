using Berth.Linux;
using Berth.Network.Sandboxes;

namespace Berth.Engine.Containers.Starting;

/// <summary>The network that a container is about to start in. Disposing closes the daemon's copies of the held sockets.</summary>
internal sealed class JoinedNetwork : IDisposable
{
    private readonly Sandbox? _sandbox;

    private JoinedNetwork(Sandbox? sandbox) => _sandbox = sandbox;

    /// <summary>The namespace to join; null for the host's own, and for a new one with nothing in it.</summary>
    public string? NetnsPath { get; private init; }

    /// <summary>What it is connected to; empty where it has no network of its own.</summary>
    public IReadOnlyList<Attachment> Attachments => _sandbox?.Attachments ?? [];

    /// <summary>The networks that the container belongs to, with what it has in each.</summary>
    public IReadOnlyList<ContainerEndpoint> Endpoints { get; private init; } = [];

    public ContainerSandbox? Record => _sandbox is null
        ? null
        : new ContainerSandbox { NetnsPath = _sandbox.NetnsPath, Ports = [.. _sandbox.Ports.Select(EndpointPort.From)] };

    public IReadOnlyList<Fd> HeldSockets => _sandbox?.HeldSockets ?? [];

    /// <summary>Where its questions for names arrive: for the monitor, with <see cref="NamesDirectory"/>; empty: nobody answers.</summary>
    public IReadOnlyList<Fd> NameSockets => _sandbox?.NameSockets ?? [];

    public string? NamesDirectory => NameSockets.Count == 0 ? null : _sandbox?.NamesDirectory;

    /// <summary>What the monitor is to do with them; null where the container has no network of its own.</summary>
    public string? PortTable => _sandbox?.PortTable;

    public static JoinedNetwork Connected(Sandbox sandbox, IReadOnlyList<ContainerEndpoint> endpoints) =>
        new(sandbox) { NetnsPath = sandbox.NetnsPath, Endpoints = endpoints };

    public static JoinedNetwork Of(string? netnsPath, IReadOnlyList<ContainerEndpoint> endpoints) => new(null) { NetnsPath = netnsPath, Endpoints = endpoints };

    public void Dispose() => _sandbox?.Dispose();
}
