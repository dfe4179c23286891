namespace Berth.Linux.Nftables;

/// <summary>The types of set keys and map values that are used here: nft's numbers, which only <c>nft list</c> reads.</summary>
public enum NftType
{
    /// <summary><c>ipv4_addr</c>, four bytes.</summary>
    Ipv4Address = 7,

    /// <summary><c>ipv6_addr</c>, sixteen bytes.</summary>
    Ipv6Address = 8,

    /// <summary><c>inet_proto</c>, one byte.</summary>
    InetProtocol = 12,

    /// <summary><c>inet_service</c>, two bytes.</summary>
    InetService = 13,

    /// <summary><c>ifname</c>, sixteen bytes.</summary>
    InterfaceName = 41,
}

/// <summary>
/// A set of concatenations of types, or a map from them to others:
/// <c>type ipv4_addr . inet_proto . inet_service : ipv4_addr . inet_service</c>.
/// </summary>
/// <param name="Key">One to five types.</param>
/// <param name="Value">The types of what a key leads to. Empty: a set.</param>
public sealed record NftMap(string Name, IReadOnlyList<NftType> Key, IReadOnlyList<NftType> Value)
{
    internal uint KeyLength => LengthOf(Key);

    internal uint ValueLength => LengthOf(Value);

    /// <summary>Each component of a concatenation starts at a multiple of four bytes.</summary>
    private static uint LengthOf(IReadOnlyList<NftType> types) =>
        (uint)types.Sum(type => type is NftType.Ipv6Address or NftType.InterfaceName ? 16 : 4);
}

/// <summary>A map from interface names to chains, for <see cref="NftRule.VerdictOfInput"/>: <c>type ifname : verdict</c>.</summary>
public sealed record NftVerdictMap(string Name);

/// <summary>An element of a map. Each component of the concatenations is padded with zeros at its end to a multiple of four bytes.</summary>
/// <param name="Value">Empty in a set.</param>
public readonly record struct NftElement(ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Value);
