namespace Berth.Linux.Iptables;

/// <summary>Constants of linux/netfilter_ipv4/ip_tables.h and linux/netfilter_ipv6/ip6_tables.h, by their C names.</summary>
internal static class XtConstants
{
    public const int IPT_SO_GET_INFO = 64;
    public const int IPT_SO_GET_ENTRIES = 65;
    public const int IP6T_SO_GET_INFO = 64;
    public const int IP6T_SO_GET_ENTRIES = 65;
    public const int NF_INET_FORWARD = 2;
    public const int NF_DROP = 0;
    public const int IPPROTO_RAW = 255;
    public const int IPPROTO_IP = 0;
    public const int IPPROTO_IPV6 = 41;
}
