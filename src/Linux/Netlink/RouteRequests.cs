using static Berth.Linux.Netlink.NetlinkConstants;

namespace Berth.Linux.Netlink;

/// <summary>A veth pair: one end in the namespace of the socket that asks, the other born in another one.</summary>
public sealed record VethPair
{
    /// <summary>Name of the end on this side, at most 15 bytes.</summary>
    public required string Name { get; init; }

    /// <summary>Its number, if it is to have a certain one, so that further requests of the same batch can name it; 0: the kernel's choice.</summary>
    public int Index { get; init; }

    /// <summary>Its hardware address, six bytes.</summary>
    public required ReadOnlyMemory<byte> Mac { get; init; }

    /// <summary>Name of the other end.</summary>
    public required string PeerName { get; init; }

    /// <summary>The other end's namespace.</summary>
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

    /// <summary>Both ends of a veth pair in one request, both down.</summary>
    public static void AddVeth(this NetlinkBatch batch, VethPair pair)
    {
        batch.Begin(RTM_NEWLINK, Create, new ifinfomsg { ifi_index = pair.Index }, $"create veth {pair.Name}");
        batch.Text(IFLA_IFNAME, pair.Name);
        batch.UInt32(IFLA_MTU, (uint)pair.Mtu);
        batch.Attribute(IFLA_ADDRESS, pair.Mac.Span);
        using (batch.Nested(IFLA_LINKINFO))
        {
            batch.Text(IFLA_INFO_KIND, "veth");
            using (batch.Nested(IFLA_INFO_DATA))
            using (batch.Nested(VETH_INFO_PEER))
            {
                batch.Append(new ifinfomsg());
                batch.Text(IFLA_IFNAME, pair.PeerName);
                batch.UInt32(IFLA_MTU, (uint)pair.Mtu);
                batch.UInt32(IFLA_NET_NS_FD, (uint)pair.PeerNamespace.Number);
            }
        }
    }

    /// <summary>
    /// Makes an interface a port of a bridge, and sets it up. It gets no IPv6 address of its own (addr_gen_mode none): with one, each
    /// new port sends half a dozen frames to all others.
    /// </summary>
    /// <param name="batch">The batch.</param>
    /// <param name="port">Name of the interface.</param>
    /// <param name="bridge">Number of the bridge.</param>
    /// <param name="hairpin">Lets the bridge send a frame back by the port on which it came (bridge(8)).</param>
    /// <param name="isolated">Keeps its frames from other isolated ports (bridge(8)).</param>
    /// <param name="ipv6">Whether the kernel has IPv6.</param>
    public static void AddPort(this NetlinkBatch batch, string port, int bridge, bool hairpin, bool isolated, bool ipv6)
    {
        batch.Begin(RTM_NEWLINK, NLM_F_ACK, new ifinfomsg(), $"make {port} a port of bridge {bridge}");
        batch.Text(IFLA_IFNAME, port);
        batch.UInt32(IFLA_MASTER, (uint)bridge);
        if (ipv6)
        {
            using (batch.Nested(IFLA_AF_SPEC))
            using (batch.Nested(Libc.AF_INET6))
            {
                batch.UInt8(IFLA_INET6_ADDR_GEN_MODE, IN6_ADDR_GEN_MODE_NONE);
            }
        }

        batch.Begin(RTM_NEWLINK, NLM_F_ACK, new ifinfomsg { ifi_flags = IFF_UP, ifi_change = IFF_UP }, $"set port {port} up");
        batch.Text(IFLA_IFNAME, port);
        if (!hairpin && !isolated)
        {
            return;
        }

        using (batch.Nested(IFLA_LINKINFO))
        {
            batch.Text(IFLA_INFO_SLAVE_KIND, "bridge");
            using (batch.Nested(IFLA_INFO_SLAVE_DATA))
            {
                batch.UInt8(IFLA_BRPORT_MODE, hairpin ? (byte)1 : (byte)0);
                batch.UInt8(IFLA_BRPORT_ISOLATED, isolated ? (byte)1 : (byte)0);
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
}
