using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Berth.Network.Addresses;

/// <summary>A range that is cut into subnets of one size: dockerd's <c>default-address-pools</c> entry.</summary>
/// <param name="Base">The range.</param>
/// <param name="Size">Prefix length of each subnet cut from it, no shorter than the base's.</param>
public sealed record AddressPool(IpPrefix Base, int Size)
{
    /// <summary>
    /// Docker's own (172.17–172.31 a /16 each, then 192.168.0.0/16 in /20 pieces), then 10.64.0.0/10 in /24 pieces, so that
    /// sixteen thousand networks fit before anyone must configure a pool.
    /// </summary>
    public static IReadOnlyList<AddressPool> Defaults { get; } =
    [
        .. Enumerable.Range(17, 15).Select(second => new AddressPool(new IpPrefix(AddressFamily.InterNetwork, (172u << 24) | ((uint)second << 16), 16), 16)),
        new(IpPrefix.Parse("192.168.0.0/16"), 20),
        new(IpPrefix.Parse("10.64.0.0/10"), 24),
    ];

    /// <summary>
    /// The unique local addresses of one engine (RFC 4193): a /48 whose 40 bits are made of a seed, so that engines that meet one day
    /// hardly have the same, in /64 pieces.
    /// </summary>
    public static AddressPool UniqueLocal(string seed)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(seed));
        UInt128 global = ((UInt128)hash[0] << 32) | ((uint)hash[1] << 24) | ((uint)hash[2] << 16) | ((uint)hash[3] << 8) | hash[4];
        return new AddressPool(new IpPrefix(AddressFamily.InterNetworkV6, ((UInt128)0xfd << 120) | (global << 80), 48), 64);
    }

    /// <summary>The pool's first subnet that begins at an address or behind it and ends within the pool; null: there is none.</summary>
    public IpPrefix? From(UInt128 number)
    {
        UInt128 size = UInt128.One << (Base.Bits - Size);
        UInt128 first = number <= Base.First ? Base.First : Base.First + ((number - Base.First + size - 1) / size * size);
        return first < Base.First || first > Base.Last ? null : new IpPrefix(Base.Family, first, Size);
    }
}
