using Berth.EngineApi.Networks;
using Berth.Network.Networks;

namespace Berth.Engine.Containers.Listing;

/// <summary>A container's networks, by name, as clients are shown them.</summary>
internal static class ContainerNetworks
{
    private const int ShortId = 12;

    /// <summary>Of inspect: with all that is known.</summary>
    public static IReadOnlyDictionary<string, EndpointSettings> Of(ContainerRecord record)
    {
        var networks = new SortedDictionary<string, EndpointSettings>(StringComparer.Ordinal);
        foreach (ContainerEndpoint endpoint in record.Networks)
        {
            networks[endpoint.Network] = Describe(endpoint) with { DNSNames = Names(record, endpoint) };
        }

        return networks;
    }

    /// <summary>Of a listing: without names.</summary>
    public static IReadOnlyDictionary<string, EndpointSettings> Listed(ContainerRecord record)
    {
        var networks = new SortedDictionary<string, EndpointSettings>(StringComparer.Ordinal);
        foreach (ContainerEndpoint endpoint in record.Networks)
        {
            networks[endpoint.Network] = Describe(endpoint) with { Aliases = null, Links = null };
        }

        return networks;
    }

    /// <summary>What it is called on a network of one's own, once it belongs to one that is known; null: it is not.</summary>
    private static IReadOnlyList<string>? Names(ContainerRecord record, ContainerEndpoint endpoint)
    {
        if (NetworkRecord.IsPredefinedName(endpoint.Network) || endpoint.NetworkId.Length == 0)
        {
            return null;
        }

        string host = record.Config.Hostname ?? "";
        string[] names = [record.Name, .. endpoint.Wanted.Aliases ?? [], record.Id[..ShortId], .. host.Length > 0 ? [host] : Array.Empty<string>()];
        return [.. names.Distinct(StringComparer.Ordinal)];
    }

    private static EndpointSettings Describe(ContainerEndpoint endpoint)
    {
        EndpointSettings settings = endpoint.Wanted with { NetworkID = endpoint.NetworkId };
        return endpoint.Connected is not { } connected ? settings : settings with
        {
            EndpointID = connected.EndpointId,
            IPAddress = connected.Address,
            IPPrefixLen = connected.PrefixLength,
            Gateway = connected.Gateway,
            GlobalIPv6Address = connected.IPv6Address,
            GlobalIPv6PrefixLen = connected.IPv6PrefixLength,
            IPv6Gateway = connected.IPv6Gateway,
            MacAddress = connected.MacAddress,
        };
    }
}
