using static Berth.Linux.Nftables.NftConstants;

namespace Berth.Linux.Nftables;

/// <summary>A base chain of any table that drops what none of its rules accepts.</summary>
/// <param name="Family">Of the table, by the kernel's number (NFPROTO_*).</param>
public sealed record NftDropPolicy(byte Family, string Table, string Chain, NftHook Hook)
{
    /// <summary>The table's family in nft(8)'s words.</summary>
    public string FamilyName => Family switch
    {
        NFPROTO_INET => "inet",
        NFPROTO_IPV4 => "ip",
        NFPROTO_IPV6 => "ip6",
        _ => $"{Family}",
    };

    /// <summary>Whether it sees packets of this family that are routed. Those of family bridge see frames that are not.</summary>
    public bool Concerns(bool ipv6) => Family == NFPROTO_INET || Family == (ipv6 ? NFPROTO_IPV6 : NFPROTO_IPV4);
}
