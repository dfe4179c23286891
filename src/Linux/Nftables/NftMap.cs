namespace Berth.Linux.Nftables;

/// <summary>The types of set keys and map values that are used here: nft's numbers (which only <c>nft list</c> reads) and sizes.</summary>
public enum NftType
{
    /// <summary><c>ipv4_addr</c></summary>
    Ipv4Address = 7,

    /// <summary><c>inet_proto</c></summary>
    InetProtocol = 12,

    /// <summary><c>inet_service</c></summary>
    InetService = 13,
}

/// <summary>A map from a concatenation of types to another: <c>type ipv4_addr . inet_proto . inet_service : ipv4_addr . inet_service</c>.</summary>
public sealed record NftMap(string Name, IReadOnlyList<NftType> Key, IReadOnlyList<NftType> Value);

/// <summary>An element of a map. Each component of the concatenations takes four bytes, padded with zeros at the end.</summary>
public readonly record struct NftElement(ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Value);
