using static Berth.Linux.Netlink.NetlinkConstants;

namespace Berth.Linux.Netlink;

/// <summary>A veth pair whose far end is born inside another namespace, named and with its hardware address.</summary>
public sealed record VethPair
{
    /// <summary>Name of the end on this side, at most 15 bytes.</summary>
    public required string Name { get; init; }

    /// <summary>Number of the bridge that this end becomes a port of.</summary>
    public required int Master { get; init; }

    /// <summary>Name of the far end.</summary>
    public required string PeerName { get; init; }

    /// <summary>Hardware address of the far end, six bytes.</summary>
    public required ReadOnlyMemory<byte> PeerMac { get; init; }

    /// <summary>The far end's namespace.</summary>
    public required Fd PeerNamespace { get; init; }

    /// <summary>Of both ends, in bytes.</summary>
    public required int Mtu { get; init; }
}

/// <summary>rtnetlink(7) requests, each appended to a batch. Each asks for an acknowledgement.</summary>
public static class RouteRequests
{
    private const ushort Create = NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL;

    /// <summary>A bridge, up, with a hardware address of its own so that it does not follow those of its ports.</summary>
    public static void AddBridge(this NetlinkBatch batch, string name, ReadOnlySpan<byte> mac, int mtu)
    {
        batch.Begin(RTM_NEWLINK, Create, new ifinfomsg { ifi_flags = IFF_UP, ifi_change = IFF_UP }, $"create bridge {name}");
        batch.Text(IFLA_IFNAME, name);
        batch.Attribute(IFLA_ADDRESS, mac);
        batch.UInt32(IFLA_MTU, (uint)mtu);
        using (batch.Nested(IFLA_LINKINFO))
        {
            batch.Text(IFLA_INFO_KIND, "bridge");
        }
    }

    /// <summary>
    /// Both ends of a veth pair in one request. Only this end comes up: the kernel opens the far end before it has joined the two
    /// and would fail with ENOTCONN (drivers/net/veth.c), so that one is for <see cref="SetUp"/>.
    /// </summary>
    public static void AddVeth(this NetlinkBatch batch, VethPair pair)
    {
        batch.Begin(RTM_NEWLINK, Create, new ifinfomsg { ifi_flags = IFF_UP, ifi_change = IFF_UP }, $"create veth {pair.Name}");
        batch.Text(IFLA_IFNAME, pair.Name);
        batch.UInt32(IFLA_MTU, (uint)pair.Mtu);
        batch.UInt32(IFLA_MASTER, (uint)pair.Master);
        using (batch.Nested(IFLA_LINKINFO))
        {
            batch.Text(IFLA_INFO_KIND, "veth");
            using (batch.Nested(IFLA_INFO_DATA))
            using (batch.Nested(VETH_INFO_PEER))
            {
                batch.Append(new ifinfomsg());
                batch.Text(IFLA_IFNAME, pair.PeerName);
                batch.UInt32(IFLA_MTU, (uint)pair.Mtu);
                batch.Attribute(IFLA_ADDRESS, pair.PeerMac.Span);
                batch.UInt32(IFLA_NET_NS_FD, (uint)pair.PeerNamespace.Number);
            }
        }
    }

    /// <summary>Lets the bridge send a frame back by the port on which it came (bridge(8), hairpin).</summary>
    public static void SetHairpin(this NetlinkBatch batch, string port)
    {
        batch.Begin(RTM_NEWLINK, NLM_F_ACK, new ifinfomsg(), $"set hairpin mode of {port}");
        batch.Text(IFLA_IFNAME, port);
        using (batch.Nested(IFLA_LINKINFO))
        {
            batch.Text(IFLA_INFO_SLAVE_KIND, "bridge");
            using (batch.Nested(IFLA_INFO_SLAVE_DATA))
            {
                batch.UInt8(IFLA_BRPORT_MODE, 1);
            }
        }
    }

    public static void SetUp(this NetlinkBatch batch, int index) =>
        batch.Begin(RTM_NEWLINK, NLM_F_ACK, new ifinfomsg { ifi_index = index, ifi_flags = IFF_UP, ifi_change = IFF_UP }, $"set link {index} up");

    public static void DeleteLink(this NetlinkBatch batch, string name)
    {
        batch.Begin(RTM_DELLINK, NLM_F_ACK, new ifinfomsg(), $"delete link {name}");
        batch.Text(IFLA_IFNAME, name);
    }

    /// <summary>An IPv4 address with the broadcast address of its prefix; the kernel adds the prefix's route.</summary>
    /// <param name="address">In host byte order.</param>
    public static void AddAddress(this NetlinkBatch batch, int index, uint address, int prefixLength)
    {
        var header = new ifaddrmsg { ifa_family = Libc.AF_INET, ifa_prefixlen = (byte)prefixLength, ifa_index = (uint)index };
        batch.Begin(RTM_NEWADDR, Create, header, $"add address to link {index}");
        batch.UInt32BigEndian(IFA_LOCAL, address);
        batch.UInt32BigEndian(IFA_ADDRESS, address);
        if (prefixLength < 31)
        {
            batch.UInt32BigEndian(IFA_BROADCAST, address | (uint.MaxValue >> prefixLength));
        }
    }

    /// <summary>The IPv4 default route.</summary>
    /// <param name="gateway">In host byte order.</param>
    public static void AddDefaultRoute(this NetlinkBatch batch, int index, uint gateway)
    {
        var header = new rtmsg
        {
            rtm_family = Libc.AF_INET,
            rtm_table = RT_TABLE_MAIN,
            rtm_protocol = RTPROT_BOOT,
            rtm_scope = RT_SCOPE_UNIVERSE,
            rtm_type = RTN_UNICAST,
        };
        batch.Begin(RTM_NEWROUTE, Create, header, "add default route");
        batch.UInt32BigEndian(RTA_GATEWAY, gateway);
        batch.UInt32(RTA_OIF, (uint)index);
    }
}
