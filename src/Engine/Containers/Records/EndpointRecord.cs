using Berth.Network.Sandboxes;

namespace Berth.Engine.Containers;

/// <summary>A connection of a running container to one network, as clients are told. Texts are empty where there is nothing.</summary>
public sealed record EndpointRecord
{
    /// <summary>64 hexadecimal digits.</summary>
    public string EndpointId { get => field ?? ""; init; }

    public required string NetworkName { get; init; }

    /// <summary>The interface in the container.</summary>
    public string Interface { get => field ?? "eth0"; init; }

    public required string Address { get; init; }

    public required int PrefixLength { get; init; }

    public required string Gateway { get; init; }

    public string IPv6Address { get => field ?? ""; init; }

    public int IPv6PrefixLength { get; init; }

    public string IPv6Gateway { get => field ?? ""; init; }

    public required string MacAddress { get; init; }

    /// <summary>Of the container rather than of the connection; only in the records of earlier engines.</summary>
    public string? NetnsPath { get; init; }

    /// <summary>The same.</summary>
    public IReadOnlyList<EndpointPort>? Ports { get; init; }

    public static EndpointRecord From(Attachment attachment) => new()
    {
        EndpointId = attachment.EndpointId,
        NetworkName = attachment.NetworkName,
        Interface = attachment.Interface,
        Address = attachment.Address?.ToString() ?? "",
        PrefixLength = attachment.Address is null ? 0 : attachment.PrefixLength,
        Gateway = attachment.Gateway?.ToString() ?? "",
        IPv6Address = attachment.IPv6Address?.ToString() ?? "",
        IPv6PrefixLength = attachment.IPv6Address is null ? 0 : attachment.IPv6PrefixLength,
        IPv6Gateway = attachment.IPv6Gateway?.ToString() ?? "",
        MacAddress = attachment.MacAddress,
    };

    /// <summary>Of a container on the host's network, or on none: it has an identity, and that is all.</summary>
    public static EndpointRecord Bare(string endpointId, string networkName) => new()
    {
        EndpointId = endpointId, NetworkName = networkName, Address = "", PrefixLength = 0, Gateway = "", MacAddress = "",
    };
}
