namespace Berth.Network.Addresses;

/// <summary>Chooses subnets that nothing on the host uses.</summary>
public static class SubnetChoice
{
    /// <summary>The first subnet of the pools, in order, that overlaps none of <paramref name="used"/>.</summary>
    public static Subnet FirstFree(IEnumerable<AddressPool> pools, IReadOnlyCollection<Subnet> used)
    {
        foreach (Subnet candidate in pools.SelectMany(pool => pool.Subnets()))
        {
            if (IsFree(candidate, used))
            {
                return candidate;
            }
        }

        throw new NetworkException(
            NetworkErrorKind.Exhausted, "could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network");
    }

    public static bool IsFree(Subnet candidate, IReadOnlyCollection<Subnet> used) => !used.Any(candidate.Overlaps);
}
