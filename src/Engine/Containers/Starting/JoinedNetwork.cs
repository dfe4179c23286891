using System.Net;
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

    /// <summary>The container's own address; null where it has none.</summary>
    public IPAddress? Address => Attachments.Count > 0 ? Attachments[0].Address : null;

    /// <summary>What it is connected to; empty where it has no network of its own.</summary>
    public IReadOnlyList<Attachment> Attachments => _sandbox?.Attachments ?? [];

    public EndpointRecord? Endpoint => _sandbox is null ? null : EndpointRecord.From(_sandbox);

    public IReadOnlyList<Fd> HeldSockets => _sandbox?.HeldSockets ?? [];

    public static JoinedNetwork Bridged(Sandbox sandbox) => new(sandbox) { NetnsPath = sandbox.NetnsPath };

    public static JoinedNetwork Of(string? netnsPath) => new(null) { NetnsPath = netnsPath };

    public void Dispose() => _sandbox?.Dispose();
}
