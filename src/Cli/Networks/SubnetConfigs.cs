using System.Net;
using Berth.Cli.CommandLine;
using Berth.EngineApi.Networks;

namespace Berth.Cli.Networks;

/// <summary>
/// Puts ranges, gateways and addresses that no container gets to the subnets that they are in: on the command line they are four lists
/// without an order between them. What one subnet alone is, the daemon judges.
/// </summary>
internal static class SubnetConfigs
{
    /// <exception cref="FormatException">Two subnets overlap, something is in none, or two things are in one that has place for one.</exception>
    public static List<IpamConfig> Of(
        IReadOnlyList<string> subnets, IReadOnlyList<string> ranges, IReadOnlyList<string> gateways, IReadOnlyDictionary<string, string> auxiliary)
    {
        if (subnets.Count < ranges.Count || subnets.Count < gateways.Count)
        {
            throw new FormatException("every ip-range or gateway must have a corresponding subnet");
        }

        var configs = new List<IpamConfig>();
        foreach (var subnet in subnets)
        {
            if (configs.Any(other => Holds(subnet, other.Subnet!) | Holds(other.Subnet!, subnet)))
            {
                throw new FormatException("multiple overlapping subnet configuration is not supported");
            }

            configs.Add(new IpamConfig { Subnet = subnet });
        }

        foreach (var range in ranges)
        {
            Place(configs, range, "range", config => config.IPRange is { } other
                ? throw new FormatException($"cannot configure multiple ranges ({range}, {other}) on the same subnet ({config.Subnet})")
                : config with { IPRange = range });
        }

        foreach (var gateway in gateways)
        {
            Place(configs, gateway, "gateway", config => config.Gateway is { } other
                ? throw new FormatException($"cannot configure multiple gateways ({gateway}, {other}) for the same subnet ({config.Subnet})")
                : config with { Gateway = gateway });
        }

        foreach (var (name, address) in auxiliary)
        {
            Place(configs, address, "aux-address", config => config with
            {
                AuxiliaryAddresses = new Dictionary<string, string>(config.AuxiliaryAddresses ?? new Dictionary<string, string>()) { [name] = address },
            });
        }

        return configs;
    }

    private static void Place(List<IpamConfig> configs, string text, string what, Func<IpamConfig, IpamConfig> place)
    {
        var placed = false;
        for (var i = 0; i < configs.Count; i++)
        {
            if (Holds(configs[i].Subnet!, text))
            {
                configs[i] = place(configs[i]);
                placed = true;
            }
        }

        if (!placed)
        {
            throw new FormatException($"no matching subnet for {what} {text}");
        }
    }

    /// <summary>Whether an address, or that of a prefix, is in a subnet. What is no address is in none.</summary>
    private static bool Holds(string subnet, string text)
    {
        if (!InternetAddress.TryParsePrefix(subnet, out var network, out var bits))
        {
            throw new FormatException($"invalid subnet: invalid CIDR address: {subnet}");
        }

        var isPrefix = text.Contains('/', StringComparison.Ordinal);
        IPAddress address;
        if (isPrefix ? !InternetAddress.TryParsePrefix(text, out address, out _) : !InternetAddress.TryParse(text, out address))
        {
            return isPrefix ? throw new FormatException($"invalid CIDR address: {text}") : false;
        }

        return address.AddressFamily == network.AddressFamily && HaveCommonBits(network.GetAddressBytes(), address.GetAddressBytes(), bits);
    }

    private static bool HaveCommonBits(byte[] a, byte[] b, int bits)
    {
        var whole = bits / 8;
        return a.AsSpan(0, whole).SequenceEqual(b.AsSpan(0, whole))
            && (bits % 8 == 0 || (a[whole] ^ b[whole]) >> (8 - (bits % 8)) == 0);
    }
}
