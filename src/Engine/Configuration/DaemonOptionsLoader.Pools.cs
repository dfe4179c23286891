using System.Globalization;
using Berth.Network.Addresses;

namespace Berth.Engine.Configuration;

/// <summary>Address pools, <c>base=CIDR,size=LENGTH</c>.</summary>
internal static partial class DaemonOptionsLoader
{
    private static AddressPool[] AddressPools(IReadOnlyList<string> items)
    {
        AddressPool[] pools = [.. items.Select(AddressPool)];
        for (int i = 0; i < pools.Length; i++)
        {
            if (pools[..i].FirstOrDefault(other => other.Base.Overlaps(pools[i].Base)) is { } other)
            {
                throw new ConfigurationException($"default-address-pools: {pools[i].Base} overlaps {other.Base}");
            }
        }

        return pools;
    }

    private static AddressPool AddressPool(string item)
    {
        string? range = null, size = null;
        foreach (string part in item.Split(','))
        {
            switch (part.Split('=', 2))
            {
                case ["base", var text] when range is null:
                    range = text;
                    break;
                case ["size", var text] when size is null:
                    size = text;
                    break;
                default:
                    throw new ConfigurationException($"invalid default address pool {item}: it must be base=CIDR,size=LENGTH");
            }
        }

        if (!IpPrefix.TryParse(range, out IpPrefix prefix, out _))
        {
            throw new ConfigurationException($"invalid default address pool {item}: invalid base pool \"{range}\"");
        }

        return int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out int length) && length >= prefix.Length && length <= prefix.Bits - 2
            ? new AddressPool(prefix, length)
            : throw new ConfigurationException($"invalid default address pool {item}: the size must be from {prefix.Length} to {prefix.Bits - 2}");
    }
}
