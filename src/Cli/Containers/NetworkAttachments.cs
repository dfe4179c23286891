using Berth.Cli.Containers.Specs;
using Berth.EngineApi.Networks;

namespace Berth.Cli.Containers;

/// <summary>
/// The networks that a new container joins. The first takes the flags that are about one network (<c>--ip</c>, <c>--mac-address</c>,
/// <c>--network-alias</c>, <c>--link</c>, …), from the time when a container could have no more.
/// </summary>
internal static class NetworkAttachments
{
    /// <exception cref="FormatException">Flags contradict each other, or a value is none.</exception>
    public static NetworkingConfig Of(ContainerFlags flags)
    {
        var networks = flags.Networks.Values.Count > 0 ? flags.Networks.Values : [new NetworkSpec("default")];
        var endpoints = new Dictionary<string, EndpointSettings?>(StringComparer.Ordinal);
        for (var i = 0; i < networks.Count; i++)
        {
            var network = i == 0 ? WithSingleFlags(networks[i], flags) : networks[i];
            var endpoint = Endpoint(network);

            // One network that nothing is said of is named by the network mode alone.
            var isPlain = flags.Networks.Values.Count == 1 && !network.HasOptions;
            if (!isPlain && !endpoints.TryAdd(network.Name, endpoint))
            {
                throw new FormatException($"network \"{network.Name}\" is specified multiple times");
            }
        }

        if (flags.Networks.Values.DistinctBy(network => network.IsUserDefined).Count() > 1)
        {
            throw new FormatException("conflicting options: cannot attach both user-defined and non-user-defined network-modes");
        }

        return new NetworkingConfig { EndpointsConfig = endpoints };
    }

    private static NetworkSpec WithSingleFlags(NetworkSpec network, ContainerFlags flags)
    {
        Refuse(network.Aliases.Count > 0 && flags.NetworkAliases.Values.Count > 0, "--network-alias", "alias");
        Refuse(network.Ip.Length > 0 && flags.Ip.Value.Length > 0, "--ip", "IPv4 address");
        Refuse(network.Ip6.Length > 0 && flags.Ip6.Value.Length > 0, "--ip6", "IPv6 address");
        Refuse(network.MacAddress.Length > 0 && flags.MacAddress.Value.Length > 0, "--mac-address", "MAC address");
        Refuse(network.LinkLocalIps.Count > 0 && flags.LinkLocalIps.Values.Count > 0, "--link-local-ip", "link-local IP addresses");
        return network with
        {
            Aliases = [.. network.Aliases, .. flags.NetworkAliases.Values],
            Links = network.IsUserDefined ? flags.Links.Values : [],
            Ip = network.Ip + flags.Ip.Value,
            Ip6 = network.Ip6 + flags.Ip6.Value,
            MacAddress = network.MacAddress + flags.MacAddress.Value,
            LinkLocalIps = [.. network.LinkLocalIps, .. flags.LinkLocalIps.Values],
        };
    }

    private static void Refuse(bool both, string flag, string field)
    {
        if (both)
        {
            throw new FormatException($"conflicting options: cannot specify both {flag} and per-network {field}");
        }
    }

    private static EndpointSettings Endpoint(NetworkSpec network)
    {
        if (string.IsNullOrWhiteSpace(network.Name))
        {
            throw new FormatException("no name set for network");
        }

        if (!network.IsUserDefined && network.Aliases.Count > 0)
        {
            throw new FormatException("network-scoped aliases are only supported for user-defined networks");
        }

        var hasAddress = network.Ip.Length > 0 || network.Ip6.Length > 0 || network.LinkLocalIps.Count > 0;
        return new EndpointSettings
        {
            IPAMConfig = !hasAddress ? null : new EndpointIpamConfig
            {
                IPv4Address = network.Ip.Length > 0 ? network.Ip : null,
                IPv6Address = network.Ip6.Length > 0 ? network.Ip6 : null,
                LinkLocalIPs = network.LinkLocalIps.Count > 0 ? network.LinkLocalIps : null,
            },
            Aliases = network.Aliases.Count > 0 ? network.Aliases : null,
            Links = network.Links.Count > 0 ? network.Links : null,
            MacAddress = MacAddressSpec.Check(network.MacAddress),
            DriverOpts = network.DriverOptions,
            GwPriority = network.GatewayPriority,
        };
    }
}
