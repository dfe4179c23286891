namespace Berth.Network.Addresses;

/// <summary>Chooses subnets that nothing on the host uses.</summary>
public static class SubnetChoice
{
    /// <summary>
    /// The first subnet of the pools, in order, that overlaps none of <paramref name="used"/>. Takes time for the prefixes in use, not
    /// for the subnets that the pools would have.
    /// </summary>
    /// <exception cref="NetworkException">None is left.</exception>
    public static IpPrefix FirstFree(IEnumerable<AddressPool> pools, IReadOnlyCollection<IpPrefix> used)
    {
        IpPrefix[] sorted = [.. used.OrderBy(static prefix => prefix.First)];
        bool isIPv4 = true;
        foreach (AddressPool pool in pools)
        {
            isIPv4 = pool.Base.IsIPv4;
            IpPrefix? candidate = pool.From(pool.Base.First);
            foreach (IpPrefix taken in sorted)
            {
                if (candidate is { } inTheWay && inTheWay.Overlaps(taken))
                {
                    candidate = taken.Last >= pool.Base.Last ? null : pool.From(taken.Last + 1);
                }
            }

            if (candidate is { } free)
            {
                return free;
            }
        }

        throw new NetworkException(
            NetworkErrorKind.Exhausted,
            isIPv4
                ? "could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network"
                : "could not find an available, non-overlapping IPv6 address pool among the defaults to assign to the network");
    }

    public static bool IsFree(IpPrefix candidate, IReadOnlyCollection<IpPrefix> used) => !used.Any(candidate.Overlaps);
}
