using Berth.Network.Ports;
using Berth.Network.Sandboxes;

namespace Berth.Engine.Containers;

/// <summary>How a running container is connected, as clients are told.</summary>
public sealed record EndpointRecord
{
    public required string NetworkName { get; init; }

    public required string NetnsPath { get; init; }

    public required string Address { get; init; }

    public required int PrefixLength { get; init; }

    public required string Gateway { get; init; }

    public required string MacAddress { get; init; }

    public IReadOnlyList<EndpointPort> Ports { get; set; } = [];

    public static EndpointRecord? From(Sandbox sandbox) => sandbox.Attachments.Count == 0 ? null : From(sandbox, sandbox.Attachments[0]);

    private static EndpointRecord From(Sandbox sandbox, Attachment first) => new()
    {
        NetworkName = first.NetworkName,
        NetnsPath = sandbox.NetnsPath,
        Address = first.Address?.ToString() ?? "",
        PrefixLength = first.PrefixLength,
        Gateway = first.Gateway?.ToString() ?? "",
        MacAddress = first.MacAddress,
        Ports = [.. sandbox.Ports.Select(EndpointPort.From)],
    };
}

/// <summary>A published port.</summary>
public sealed record EndpointPort(int ContainerPort, string Protocol, string HostIP, int HostPort)
{
    /// <summary><c>80/tcp</c>.</summary>
    public string Key => $"{ContainerPort}/{Protocol}";

    public static EndpointPort From(PublishedPort port) =>
        new(port.ContainerPort, Name(port.Protocol), port.HostIP.ToString(), port.HostPort);

    private static string Name(TransportProtocol protocol) => protocol.ToString().ToLowerInvariant();
}
