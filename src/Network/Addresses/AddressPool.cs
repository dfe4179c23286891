namespace Berth.Network.Addresses;

/// <summary>A range that is cut into subnets of one size: dockerd's <c>default-address-pools</c> entry.</summary>
/// <param name="Base">The range.</param>
/// <param name="Size">Prefix length of each subnet cut from it, no shorter than the base's.</param>
public sealed record AddressPool(Subnet Base, int Size)
{
    /// <summary>
    /// Docker's own (172.17–172.31 a /16 each, then 192.168.0.0/16 in /20 pieces), then 10.64.0.0/10 in /24 pieces, so that
    /// sixteen thousand networks fit before anyone must configure a pool.
    /// </summary>
    public static IReadOnlyList<AddressPool> Defaults { get; } =
    [
        .. Enumerable.Range(17, 15).Select(second => new AddressPool(new Subnet((172u << 24) | ((uint)second << 16), 16), 16)),
        new(Subnet.Parse("192.168.0.0/16"), 20),
        new(Subnet.Parse("10.64.0.0/10"), 24),
    ];

    /// <summary>The pool's subnets in order.</summary>
    public IEnumerable<Subnet> Subnets()
    {
        ulong step = 1UL << (32 - Size);
        for (ulong first = Base.First; first <= Base.Last; first += step)
        {
            yield return new Subnet((uint)first, Size);
        }
    }
}
