using System.Net;
using System.Net.NetworkInformation;
using Berth.Engine.Errors;
using Berth.EngineApi.Containers;
using Berth.Network.Addresses;

namespace Berth.Engine.Specs;

/// <summary>Network, names and ports of a request, and what of them excludes each other.</summary>
internal static class NetworkRules
{
    /// <summary>In <c>--add-host NAME:host-gateway</c>: whatever address the host has for its containers.</summary>
    public const string HostGateway = "host-gateway";

    public static void Validate(CreateContainerRequest request, HostConfig host)
    {
        NamespaceMode network = NamespaceMode.Network(host.NetworkMode);
        ValidateConflicts(request, host, network);
        _ = PublishedPorts.All(request, host);
        _ = PublishedPorts.Exposed(request);
        ValidateHardwareAddress(request.MacAddress);
        ValidateNames(host);
    }

    public static IEnumerable<string> Warnings(HostConfig host)
    {
        if (host.PortBindings is { Count: > 0 } && NamespaceMode.Network(host.NetworkMode).IsHost)
        {
            yield return "Published ports are discarded when using host network mode";
        }
    }

    private static void ValidateConflicts(CreateContainerRequest request, HostConfig host, NamespaceMode network)
    {
        if (NamespaceMode.Uts(host.UTSMode).IsHost)
        {
            Refuse(!string.IsNullOrEmpty(request.Hostname), "hostname and the UTS mode");
            Refuse(!string.IsNullOrEmpty(request.Domainname), "domainname and the UTS mode");
        }

        if (network.IsHost)
        {
            Refuse(
                host.Links is { Count: > 0 },
                "host type networking can't be used with links. This would result in undefined behavior");
        }

        if (!network.IsContainer)
        {
            return;
        }

        Refuse(!string.IsNullOrEmpty(request.Hostname), "hostname and the network mode");
        Refuse(
            host.Links is { Count: > 0 },
            "container type network can't be used with links. This would result in undefined behavior");
        Refuse(host.Dns is { Count: > 0 }, "dns and the network mode");
        Refuse(host.ExtraHosts is { Count: > 0 }, "custom host-to-IP mapping and the network mode");
        Refuse(!string.IsNullOrEmpty(request.MacAddress), "mac-address and the network mode");
        Refuse(host.PublishAllPorts || host.PortBindings is { Count: > 0 }, "port publishing and the container type network mode");
        Refuse(request.ExposedPorts is { Count: > 0 }, "port exposing and the container type network mode");
    }

    /// <summary>All of it ends up in lines of resolv.conf(5) and hosts(5), which it must not break.</summary>
    private static void ValidateNames(HostConfig host)
    {
        foreach (string server in host.Dns ?? [])
        {
            if (!IpPrefix.TryParseAddress(server, out _))
            {
                throw new InvalidParameterException($"{server} is not an ip address");
            }
        }

        foreach (string word in (host.DnsSearch ?? []).Concat(host.DnsOptions ?? []))
        {
            if (word.Length == 0 || word.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)))
            {
                throw new InvalidParameterException($"{word} is not a valid domain or resolver option");
            }
        }

        foreach (string entry in host.ExtraHosts ?? [])
        {
            ValidateExtraHost(entry);
        }
    }

    /// <summary>Name and address of an entry that is valid; an IPv6 address without its brackets.</summary>
    public static (string Name, string Address) SplitExtraHost(string entry)
    {
        int colon = entry.IndexOf(':', StringComparison.Ordinal);
        return (entry[..colon], entry[(colon + 1)..].Trim('[', ']'));
    }

    private static void ValidateExtraHost(string entry)
    {
        int colon = entry.IndexOf(':', StringComparison.Ordinal);
        if (colon < 1 || entry.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)))
        {
            throw new InvalidParameterException($"bad format for add-host: \"{entry}\"");
        }

        string address = entry[(colon + 1)..];
        if (address != HostGateway && !IPAddress.TryParse(address.Trim('[', ']'), out _))
        {
            throw new InvalidParameterException($"invalid IP address in add-host: \"{address}\"");
        }
    }

    private static void ValidateHardwareAddress(string? address)
    {
        if (!string.IsNullOrEmpty(address)
            && (!PhysicalAddress.TryParse(address.ToUpperInvariant().Replace(':', '-'), out PhysicalAddress? parsed)
                || parsed.GetAddressBytes().Length != 6))
        {
            throw new InvalidParameterException($"invalid MAC address: {address}");
        }
    }

    private static void Refuse(bool conflict, string what)
    {
        if (conflict)
        {
            throw new InvalidParameterException($"conflicting options: {what}");
        }
    }
}
