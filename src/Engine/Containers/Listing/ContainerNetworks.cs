using System.Security.Cryptography;
using System.Text;
using Berth.EngineApi.Networks;

namespace Berth.Engine.Containers.Listing;

/// <summary>A container's networks, by name.</summary>
internal static class ContainerNetworks
{
    public static IReadOnlyDictionary<string, EndpointSettings> Of(ContainerRecord record)
    {
        if (record.NetworkMode.StartsWith("container:", StringComparison.Ordinal))
        {
            return new Dictionary<string, EndpointSettings>();
        }

        string name = record.Endpoint?.NetworkName ?? (record.NetworkMode == "default" ? "bridge" : record.NetworkMode);
        EndpointSettings? asked = record.Networking?.EndpointsConfig?.GetValueOrDefault(name);
        EndpointSettings settings = (asked ?? new EndpointSettings()) with { NetworkID = NetworkIdentity.Of(name) };
        if (record.Endpoint is { } endpoint)
        {
            settings = settings with
            {
                EndpointID = EndpointId(record),
                IPAddress = endpoint.Address,
                IPPrefixLen = endpoint.PrefixLength,
                Gateway = endpoint.Gateway,
                MacAddress = endpoint.MacAddress,
            };
        }

        return new Dictionary<string, EndpointSettings> { [name] = settings };
    }

    /// <summary>An identity for the connection: nothing else has one, and clients show it.</summary>
    public static string EndpointId(ContainerRecord record) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"endpoint {record.Id}")));
}
